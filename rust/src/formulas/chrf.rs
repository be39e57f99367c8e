//! The arithmetic of chrF: value and gradient of summed counts.
//!
//! Counts stand in sacrebleu's order: n-grams of the hypothesis, of the reference, and matches, for
//! each n-gram order.

/// What `n / 0` counts as with `eps_smoothing`.
const EPSILON: f64 = 1e-16;

/// How counts become a value.
pub struct Arithmetic {
    /// How many times as much recall counts as precision.
    pub beta: f64,
    /// Whether the mean of the orders' F is taken, not the F of their means.
    pub eps_smoothing: bool,
}

impl Arithmetic {
    /// The value of summed counts, 0 to 1 times 100.
    pub fn value(&self, total: &[f64]) -> f64 {
        let (orders, _) = total.as_chunks::<3>();
        let factor = self.beta * self.beta;
        if self.eps_smoothing {
            let sum = orders.iter().fold(0.0, |sum, counts| {
                let (precision, recall) = smoothed(counts);
                let denominator = factor * precision + recall;
                let f = (1.0 + factor) * precision * recall / denominator;
                sum + if denominator > 0.0 { f } else { EPSILON }
            });
            return 100.0 * sum / orders.len() as f64;
        }
        let (precision, recall, _) = means(orders);
        if precision + recall == 0.0 {
            return 0.0;
        }
        100.0 * ((1.0 + factor) * precision * recall / (factor * precision + recall))
    }

    /// Derivatives of the F of one precision and recall, in percent.
    fn slopes(&self, precision: f64, recall: f64) -> (f64, f64) {
        let factor = self.beta * self.beta;
        let denominator = factor * precision + recall;
        if denominator <= 0.0 {
            return (0.0, 0.0);
        }
        let scale = 100.0 * (1.0 + factor) / (denominator * denominator);
        (
            scale * recall * recall,
            scale * factor * precision * precision,
        )
    }

    /// Partial derivatives of the value.
    pub fn gradient(&self, total: &[f64], out: &mut [f64]) {
        out.fill(0.0);
        let (orders, _) = total.as_chunks::<3>();
        let (slots, _) = out.as_chunks_mut::<3>();
        let (precision, recall, n_orders) = means(orders);
        let shared = self.slopes(precision, recall);
        for (counts, slot) in orders.iter().zip(slots) {
            let [n_hypothesis, n_reference, matched] = *counts;
            let ((by_precision, by_recall), n_orders) = if self.eps_smoothing {
                let (precision, recall) = smoothed(counts);
                (self.slopes(precision, recall), total.len() as f64 / 3.0)
            } else if n_hypothesis > 0.0 && n_reference > 0.0 {
                (shared, n_orders)
            } else {
                continue;
            };
            if n_hypothesis > 0.0 {
                slot[0] = -by_precision * matched / (n_orders * n_hypothesis * n_hypothesis);
                slot[2] += by_precision / (n_orders * n_hypothesis);
            }
            if n_reference > 0.0 {
                slot[1] = -by_recall * matched / (n_orders * n_reference * n_reference);
                slot[2] += by_recall / (n_orders * n_reference);
            }
        }
    }
}

/// Precision and recall of one order, with the smallest of numbers for zero over zero.
fn smoothed(&[n_hypothesis, n_reference, matched]: &[f64; 3]) -> (f64, f64) {
    let share = |n: f64| if n > 0.0 { matched / n } else { EPSILON };
    (share(n_hypothesis), share(n_reference))
}

/// Mean precision and recall over the orders that both sides have, and how many these are.
fn means(orders: &[[f64; 3]]) -> (f64, f64, f64) {
    let (mut precision, mut recall, mut n_orders) = (0.0, 0.0, 0.0);
    for [n_hypothesis, n_reference, matched] in orders {
        if *n_hypothesis > 0.0 && *n_reference > 0.0 {
            precision += matched / n_hypothesis;
            recall += matched / n_reference;
            n_orders += 1.0;
        }
    }
    if n_orders == 0.0 {
        (0.0, 0.0, 0.0)
    } else {
        (precision / n_orders, recall / n_orders, n_orders)
    }
}
