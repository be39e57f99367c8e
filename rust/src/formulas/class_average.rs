//! Precision, recall and F1 of classes, and their averages, in scikit-learn's definitions.

use crate::columns::Columns;
use crate::error::Error;
use crate::formulas::labels::{Counts, LabelPlan};
use crate::metrics::{Formula, Plan, Spec, signature};
use crate::options::{Kind, OptionSpec, Options, Preset};

/// Options of `precision`, `recall` and `f1`.
pub const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "average",
        kind: Kind::Choice(&["binary", "micro", "macro", "weighted"]),
        preset: Preset::Text("macro"),
        doc: "`macro`: mean over the classes; `weighted`: by their true samples; `micro`: of the summed counts; `binary`: the class `pos_label` alone.",
    },
    OptionSpec {
        name: "labels",
        kind: Kind::List,
        preset: Preset::Absent,
        doc: "The classes that count; all of both columns when not given.",
    },
    OptionSpec {
        name: "pos_label",
        kind: Kind::Text,
        preset: Preset::Text("1"),
        doc: "The class of `binary`.",
    },
    OptionSpec {
        name: "zero_division",
        kind: Kind::Number(0.0, 1.0),
        preset: Preset::Number(0.0),
        doc: "Value of a class where it is zero over zero.",
    },
];

/// Which of the three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Hits over predictions.
    Precision,
    /// Hits over truths.
    Recall,
    /// Twice the hits over predictions and truths.
    F1,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Average {
    /// Of the sums over classes; one class is its own sum.
    Micro,
    Macro,
    Weighted,
}

struct ClassAverage {
    measure: Measure,
    average: Average,
    labels: Option<Vec<String>>,
    zero_division: f64,
    signature: String,
}

/// The formula of one measure.
///
/// # Errors
/// When `labels` and `average="binary"` contradict each other, or `labels` is empty.
pub fn configure(
    spec: &Spec,
    options: &Options,
    measure: Measure,
) -> Result<Box<dyn Formula>, Error> {
    let refuse = |problem: &str, fix: &str| {
        Err(Error::Option {
            name: "labels".into(),
            problem: problem.into(),
            fix: fix.into(),
        })
    };
    let binary = options.text("average") == "binary";
    let labels = match options.list("labels") {
        Some(_) if binary => {
            return refuse(
                "stands beside average=\"binary\"",
                "leave it out, or use pos_label",
            );
        }
        Some([]) => return refuse("is empty", "name a label, or leave the option out"),
        Some(labels) => Some(labels.to_vec()),
        None if binary => Some(vec![options.text("pos_label").to_owned()]),
        None => None,
    };
    let average = match options.text("average") {
        "macro" => Average::Macro,
        "weighted" => Average::Weighted,
        _ => Average::Micro,
    };
    let zero_division = options.number("zero_division").unwrap_or(0.0);
    let signature = signature(spec, options);
    Ok(Box::new(ClassAverage {
        measure,
        average,
        labels,
        zero_division,
        signature,
    }))
}

impl ClassAverage {
    /// Numerator and denominator of a class, as weights of hits, predictions and truths.
    const fn parts(&self) -> (f64, f64, f64) {
        match self.measure {
            Measure::Precision => (1.0, 1.0, 0.0),
            Measure::Recall => (1.0, 0.0, 1.0),
            Measure::F1 => (2.0, 1.0, 1.0),
        }
    }

    /// Value of summed counts, and its partial derivatives.
    fn value(&self, (hits, predicted, truths): (f64, f64, f64)) -> (f64, [f64; 3]) {
        let (top, left, right) = self.parts();
        let denominator = left * predicted + right * truths;
        if denominator <= 0.0 {
            return (self.zero_division, [0.0; 3]);
        }
        let value = top * hits / denominator;
        let slope = -value / denominator;
        (value, [top / denominator, left * slope, right * slope])
    }
}

impl Formula for ClassAverage {
    fn accepts(&self, n_statistics: usize) -> bool {
        match &self.labels {
            Some(labels) => n_statistics == 3 * labels.len(),
            None => n_statistics.is_multiple_of(3),
        }
    }

    fn plan<'a>(&'a self, columns: &Columns<'a>) -> Result<Box<dyn Plan + 'a>, Error> {
        Ok(Box::new(match &self.labels {
            Some(labels) => LabelPlan::of(columns, labels)?,
            None => LabelPlan::new(columns)?,
        }))
    }

    fn finish(&self, total: &[f64], values: &mut [f64]) {
        let counts = Counts::new(total);
        let n_classes = counts.hits.len() as f64;
        let (mut sum, mut weight) = (0.0, 0.0);
        let mut sums = (0.0, 0.0, 0.0);
        for class in counts.classes() {
            let value = self.value(class).0;
            match self.average {
                Average::Micro => {
                    sums = (sums.0 + class.0, sums.1 + class.1, sums.2 + class.2);
                }
                Average::Macro => sum += value,
                Average::Weighted => {
                    sum += class.2 * value;
                    weight += class.2;
                }
            }
        }
        values.fill(match self.average {
            Average::Micro => self.value(sums).0,
            Average::Macro => sum / n_classes,
            Average::Weighted if weight > 0.0 => sum / weight,
            Average::Weighted => self.zero_division,
        });
    }

    fn gradient(&self, total: &[f64], _output: usize, out: &mut [f64]) {
        let counts = Counts::new(total);
        let n_classes = counts.hits.len();
        let weight = counts.n_samples();
        let mut mean = [0.0];
        self.finish(total, &mut mean);
        let sums = counts.classes().fold((0.0, 0.0, 0.0), |sums, class| {
            (sums.0 + class.0, sums.1 + class.1, sums.2 + class.2)
        });
        for (k, class) in counts.classes().enumerate() {
            let (value, mut slopes) = match self.average {
                Average::Micro => self.value(sums),
                _ => self.value(class),
            };
            match self.average {
                Average::Micro => {}
                Average::Macro => slopes = slopes.map(|slope| slope / n_classes as f64),
                Average::Weighted if weight > 0.0 => {
                    slopes = slopes.map(|slope| slope * class.2 / weight);
                    slopes[2] += (value - mean[0]) / weight;
                }
                Average::Weighted => slopes = [0.0; 3],
            }
            for (part, slope) in slopes.into_iter().enumerate() {
                if let Some(slot) = out.get_mut(part * n_classes + k) {
                    *slot = slope;
                }
            }
        }
    }

    fn signature(&self, _n_references: Option<usize>) -> String {
        self.signature.clone()
    }

    fn details(&self, total: &[f64]) -> Vec<(String, f64)> {
        let counts = Counts::new(total);
        // Of one class the value says it already.
        if counts.hits.len() < 2 {
            return Vec::new();
        }
        let values = counts.classes().enumerate();
        values
            .map(|(k, class)| (format!("class_{k}"), self.value(class).0))
            .collect()
    }
}
