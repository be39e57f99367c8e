//! The arithmetic of BLEU: smoothing, brevity penalty, value and gradient of summed counts.
//!
//! Counts stand in sacrebleu's order: hypothesis length, reference length, matches of each n-gram
//! order, n-grams of the hypothesis of each order.

use crate::options::{Kind, OptionSpec, Options, Preset};

/// What sacrebleu's `my_log` gives for zero.
const LOG_OF_ZERO: f64 = -9_999_999_999.0;

/// The options that decide about the value.
pub const OPTIONS: [OptionSpec; 4] = [
    OptionSpec {
        name: "smooth_method",
        kind: Kind::Choice(&["exp", "floor", "add-k", "none"]),
        preset: Preset::Text("exp"),
        doc: "What stands for an n-gram order without a match.",
    },
    OptionSpec {
        name: "smooth_value",
        kind: Kind::Number(0.0, 1e9),
        preset: Preset::Absent,
        doc: "Parameter of `floor` (0.1 when not given) and `add-k` (1).",
    },
    OptionSpec {
        name: "max_ngram_order",
        kind: Kind::Integer(1, 16),
        preset: Preset::Integer(4),
        doc: "Longest n-gram.",
    },
    OptionSpec {
        name: "effective_order",
        kind: Kind::Flag,
        preset: Preset::Flag(false),
        doc: "Stop at the first order of which the hypothesis has no n-gram.",
    },
];

/// How an order without a match is smoothed (Chen & Cherry 2014).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Smoothing {
    /// Not at all.
    None,
    /// This many matches instead of none.
    Floor(f64),
    /// This much added to matches and n-grams of all orders above the first.
    AddK(f64),
    /// Half, a quarter, … of a match: as mteval-v13a.
    Exp,
}

/// From counts to BLEU.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BleuFormula {
    /// Smoothing.
    pub smoothing: Smoothing,
    /// Longest n-gram.
    pub max_order: usize,
    /// Whether to stop at the first order without n-grams.
    pub effective_order: bool,
}

/// BLEU with everything that it was made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Bleu {
    /// 0 to 100 (and 100.00000000000004, as in sacrebleu).
    pub score: f64,
    /// Matches of each order, after smoothing by `add-k`.
    pub counts: Vec<f64>,
    /// N-grams of each order, after smoothing by `add-k`.
    pub totals: Vec<f64>,
    /// Precision of each order in percent, after smoothing.
    pub precisions: Vec<f64>,
    /// Brevity penalty.
    pub brevity: f64,
    /// Orders that entered the mean.
    pub n_orders: usize,
}

impl BleuFormula {
    /// The formula that options choose.
    pub fn new(options: &Options) -> Self {
        let value = options.number("smooth_value");
        let smoothing = match options.text("smooth_method") {
            "floor" => Smoothing::Floor(value.unwrap_or(0.1)),
            "add-k" => Smoothing::AddK(value.unwrap_or(1.0)),
            "exp" => Smoothing::Exp,
            _ => Smoothing::None,
        };
        Self {
            smoothing,
            max_order: options.count("max_ngram_order"),
            effective_order: options.flag("effective_order"),
        }
    }

    /// Numbers in a row.
    pub fn n_statistics(&self) -> usize {
        2 + 2 * self.max_order
    }

    /// BLEU of summed counts.
    pub fn bleu(&self, total: &[f64]) -> Bleu {
        let (lengths, grams) = total.split_at(total.len().min(2));
        let (matches, n_grams) = grams.split_at(grams.len() / 2);
        let (n_hypothesis, n_reference) = match lengths {
            [hypothesis, reference] => (*hypothesis, *reference),
            _ => (0.0, 0.0),
        };
        let brevity = match () {
            () if n_hypothesis >= n_reference => 1.0,
            () if n_hypothesis > 0.0 => libm::exp(1.0 - n_reference / n_hypothesis),
            () => 0.0,
        };
        let mut bleu = Bleu {
            score: 0.0,
            counts: matches.to_vec(),
            totals: n_grams.to_vec(),
            precisions: vec![0.0; matches.len()],
            brevity,
            n_orders: matches.len(),
        };
        if matches.iter().any(|count| *count != 0.0) {
            self.smooth(&mut bleu);
            let logs = bleu
                .precisions
                .iter()
                .take(bleu.n_orders)
                .fold(0.0, |sum, precision| {
                    sum + if *precision == 0.0 {
                        LOG_OF_ZERO
                    } else {
                        libm::log(*precision)
                    }
                });
            bleu.score = brevity * libm::exp(logs / bleu.n_orders as f64);
        }
        bleu
    }

    fn smooth(&self, bleu: &mut Bleu) {
        let mut halvings = 1.0;
        let orders = bleu
            .counts
            .iter_mut()
            .zip(&mut bleu.totals)
            .zip(&mut bleu.precisions);
        for (order, ((count, total), precision)) in orders.enumerate() {
            if let (Smoothing::AddK(k), true) = (self.smoothing, order > 0) {
                *count += k;
                *total += k;
            }
            if *total == 0.0 {
                break;
            }
            if self.effective_order {
                bleu.n_orders = order + 1;
            }
            *precision = if *count > 0.0 {
                100.0 * *count / *total
            } else {
                match self.smoothing {
                    Smoothing::Exp => {
                        halvings *= 2.0;
                        100.0 / (halvings * *total)
                    }
                    Smoothing::Floor(floor) => 100.0 * floor / *total,
                    _ => 0.0,
                }
            };
        }
    }

    /// Partial derivatives of the score; zero where the score is.
    pub fn gradient(&self, total: &[f64], out: &mut [f64]) {
        out.fill(0.0);
        let bleu = self.bleu(total);
        let (Some(n_hypothesis), Some(n_reference)) = (total.first(), total.get(1)) else {
            return;
        };
        if bleu.score == 0.0 {
            return;
        }
        let (lengths, grams) = out.split_at_mut(2);
        let (matches, n_grams) = grams.split_at_mut(bleu.counts.len());
        if let ([hypothesis, reference], true) = (lengths, n_hypothesis < n_reference) {
            *hypothesis = bleu.score * n_reference / (n_hypothesis * n_hypothesis);
            *reference = -bleu.score / n_hypothesis;
        }
        let share = bleu.score / bleu.n_orders as f64;
        for order in 0..bleu.n_orders {
            let (count, total) = (bleu.counts[order], bleu.totals[order]);
            if count > 0.0 {
                matches[order] = share / count;
            }
            if total > 0.0 {
                n_grams[order] = -share / total;
            }
        }
    }

    /// Counts, precisions and lengths by name.
    pub fn details(&self, total: &[f64]) -> Vec<(String, f64)> {
        let bleu = self.bleu(total);
        let mut details = vec![("bp".to_owned(), bleu.brevity)];
        for (name, length) in ["sys_len", "ref_len"].iter().zip(total) {
            details.push(((*name).to_owned(), *length));
        }
        for (name, values) in [
            ("precision", &bleu.precisions),
            ("count", &bleu.counts),
            ("total", &bleu.totals),
        ] {
            for (order, value) in values.iter().enumerate() {
                details.push((format!("{name}_{}", order + 1), *value));
            }
        }
        details
    }

    /// sacrebleu's name of the smoothing, and what it rounds away.
    pub fn smoothing_words(&self) -> (String, Vec<String>) {
        let mut hidden = Vec::new();
        let mut with_value = |name: &str, value: f64| {
            let rounded = format!("{value:.2}");
            if rounded.parse() != Ok(value) {
                hidden.push(format!("smooth_value:{value}"));
            }
            format!("{name}[{rounded}]")
        };
        let word = match self.smoothing {
            Smoothing::None => "none".to_owned(),
            Smoothing::Exp => "exp".to_owned(),
            Smoothing::Floor(value) => with_value("floor", value),
            Smoothing::AddK(value) => with_value("add-k", value),
        };
        if self.max_order != 4 {
            hidden.push(format!("order:{}", self.max_order));
        }
        (word, hidden)
    }
}
