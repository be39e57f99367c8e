//! Share of distinct pairs of words in all pairs of the texts.
//!
//! # What it measures
//! How varied the texts of a system are: the share of distinct pairs of neighbouring words in all of them.
//!
//! # Formula
//! `distinct pairs of neighbouring words / pairs of neighbouring words`, over all texts together. 0 where there is none.
//!
//! # Range
//! 0 to 1; higher is more varied, not better in itself.
//!
//! # Reads
//! Texts; references are not read and may be `None`.
//!
//! # Source
//! Li et al., "A diversity-promoting objective function for neural conversation models" (2016). It is no
//! function of a sum: what is distinct depends on all texts. The interval is Student's t on the jackknife
//! over samples or clusters.
//!
//! # Example
//! Texts `a b a b`: two distinct pairs of three, 2/3.
//!
//! # Often misprinted
//! Across corpora of different sizes: it falls with the number of texts. As a mean over texts, which is
//! `1 − repetition` and much greater. Over white-space words where white space does not separate words.

use crate::error::Error;
use crate::formulas::distinct;
use crate::metrics::{Direction, Formula, Interval, Metric, Reads, Spec, Transform};
use crate::options::Options;
use crate::text::words;

/// The metric `distinct_2`.
pub struct Distinct2;

static SPEC: Spec = Spec {
    name: "distinct_2",
    version: 1,
    summary: "Share of distinct pairs of words in all pairs of the texts.",
    outputs: &["distinct_2"],
    range: (0.0, 1.0),
    direction: Direction::Higher,
    unit: "",
    chance: None,
    options: &[words::OPTION],
    reads: Reads::Texts,
    interval: Interval::Own,
    transform: Transform::None,
};

impl Metric for Distinct2 {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        Ok(distinct::configure(&SPEC, options, 2))
    }
}
