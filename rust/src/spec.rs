//! What a metric says of itself: its name, range, direction, options and what it reads.

use crate::options::OptionSpec;

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
}

/// What a metric's columns hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    /// Texts against references.
    Texts,
    /// Labels against labels.
    Labels,
    /// Numbers against numbers.
    Numbers,
    /// Log-likelihoods and units.
    LogLikelihoods,
    /// Probabilities against labels.
    Probabilities,
    /// Several answers against references.
    Answers,
    /// Scores of candidates against their grades.
    Ranked,
    /// Spans against spans.
    Spans,
}

impl Reads {
    /// Name in the public list of metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Texts => "texts",
            Self::Labels => "labels",
            Self::Numbers => "numbers",
            Self::LogLikelihoods => "log_likelihoods",
            Self::Probabilities => "probabilities",
            Self::Answers => "answers",
            Self::Ranked => "ranked",
            Self::Spans => "spans",
        }
    }
}

/// How a metric's interval is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interval {
    /// Mean of bounded sample scores: Wilson with the effective number of samples.
    BoundedMean,
    /// Mean of unbounded sample scores: Student's t with the clustered standard error.
    UnboundedMean,
    /// Smooth function of summed statistics: Student's t with the influences' standard error.
    Smooth,
    /// Not additive: the metric brings its own ([`Formula::estimate`]).
    Own,
}

impl Interval {
    /// Name in the public list of metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::BoundedMean => "bounded_mean",
            Self::UnboundedMean => "unbounded_mean",
            Self::Smooth => "smooth",
            Self::Own => "own",
        }
    }
}

/// How a value enters an aggregate, where 1 is best.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transform {
    /// Not at all: the scale has no natural upper end, or depends on the model.
    None,
    /// As it is.
    Identity,
    /// Divided by 100.
    Percent,
    /// One minus the value.
    Complement,
}

impl Transform {
    /// Name in the public list of metrics; empty for none.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Identity => "identity",
            Self::Percent => "percent",
            Self::Complement => "complement",
        }
    }
}

/// What a metric says of itself.
#[derive(Debug)]
pub struct Spec {
    /// Registered name, that of its file.
    pub name: &'static str,
    /// Raised whenever any value may change.
    pub version: u32,
    /// One sentence: what it measures.
    pub summary: &'static str,
    /// Names of its values, the primary one first.
    pub outputs: &'static [&'static str],
    /// Least and greatest value; infinite where unbounded.
    pub range: (f64, f64),
    /// Which way is better.
    pub direction: Direction,
    /// Unit of the value; empty for a share.
    pub unit: &'static str,
    /// Value of an answer without knowledge; `None` where the task decides it.
    pub chance: Option<f64>,
    /// Its options.
    pub options: &'static [OptionSpec],
    /// What its columns hold.
    pub reads: Reads,
    /// How its interval is made.
    pub interval: Interval,
    /// How it enters an aggregate.
    pub transform: Transform,
}
