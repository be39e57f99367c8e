//! Formulas that several metrics share: means of sample values, ratios of sums, the arithmetic of BLEU.

pub mod attempts;
pub mod bins;
pub mod bleu;
pub mod chrf;
pub mod class_average;
pub mod distinct;
pub mod edits;
pub mod errors;
pub mod golds;
pub mod jackknife;
pub mod labels;
pub mod likelihood;
pub mod overlap;
pub mod probabilities;
pub mod rouge;
pub mod sample_mean;

/// The version of sacrebleu whose values and signatures are reproduced.
pub const SACREBLEU: &str = "2.6.0";

/// sacrebleu's signature, then what it leaves out, then the metric's own version.
///
/// `chosen` holds `key:value` parts between the number of references and the version; `hidden` those
/// that change values but that sacrebleu does not name.
pub fn sacrebleu_signature(
    n_references: Option<usize>,
    chosen: &str,
    hidden: &[String],
    version: u32,
) -> String {
    let n_references = n_references.map_or("var".to_owned(), |n| n.to_string());
    let mut parts = vec![
        format!("nrefs:{n_references}"),
        chosen.to_owned(),
        format!("version:{SACREBLEU}"),
        format!("compat:sacrebleu-{SACREBLEU}"),
    ];
    parts.extend_from_slice(hidden);
    parts.push(format!("v:{version}"));
    parts.join("|")
}

/// Means of columns: a row holds one value an output, then the number 1.
pub mod mean {
    /// Values of a sum of rows.
    pub fn finish(total: &[f64], values: &mut [f64]) {
        if let Some((n, sums)) = total.split_last() {
            for (value, sum) in values.iter_mut().zip(sums) {
                *value = sum / n;
            }
        }
    }

    /// Partial derivatives of one output.
    pub fn gradient(total: &[f64], output: usize, out: &mut [f64]) {
        out.fill(0.0);
        if let (Some((n, sums)), Some((last, rest))) = (total.split_last(), out.split_last_mut())
            && let (Some(sum), Some(slot)) = (sums.get(output), rest.get_mut(output))
        {
            *slot = 1.0 / n;
            *last = -sum / (n * n);
        }
    }
}

/// `scale · numerator / denominator` of a row of two.
pub mod ratio {
    /// Value of a sum of rows; zero over zero is `empty`.
    pub fn finish(total: &[f64], scale: f64, empty: f64) -> f64 {
        match total {
            [numerator, denominator] if *denominator > 0.0 => scale * numerator / denominator,
            _ => empty,
        }
    }

    /// Partial derivatives.
    pub fn gradient(total: &[f64], scale: f64, out: &mut [f64]) {
        out.fill(0.0);
        if let ([numerator, denominator], [top, bottom]) = (total, out)
            && *denominator > 0.0
        {
            *top = scale / denominator;
            *bottom = -scale * numerator / (denominator * denominator);
        }
    }
}
