//! F1 of relations with their directions, without the class of no relation.
//!
//! # What it measures
//! How well relations between two marked entities are classified, when they have a direction.
//!
//! # Formula
//! Labels such as `Cause-Effect(e1,e2)` and `Cause-Effect(e2,e1)` are one class, but a hit needs the
//! direction too. For each class in the references, the one of no relation left out:
//! `P = hits / predictions of the class in either direction`, `R = hits / truths`, `F1 = 2PR / (P + R)`;
//! `macro`: the mean of each over the classes; `micro`: of the sums.
//!
//! # Range
//! 0 to 1; higher is better.
//!
//! # Reads
//! Labels: one `str` a sample on both sides. `None` as a prediction is a miss.
//!
//! # Source
//! Hendrickx et al., "SemEval-2010 task 8" (2010). Equal to the scorer's official result, (9+1)-way with
//! directionality taken into account; with `direction="ignored"` to its (9+1)-way result, with
//! `direction="classes"` to its (18+1)-way result. Statistics of a sample: hits, predictions, truths of
//! each class.
//!
//! # Example
//! Predictions `A(e1,e2) A(e2,e1)` against references `A(e1,e2) A(e1,e2)`: P = R = F1 = 1/2.
//!
//! # Often misprinted
//! As F1 of macro precision and macro recall: the scorer takes the mean of the classes' F1. With `Other`
//! as a class. Over 19 classes in place of nine.

use crate::columns::{Columns, Label, NO_LABEL};
use crate::error::Error;
use crate::formulas::labels::{Counts, LabelPlan};
use crate::formulas::overlap;
use crate::metrics::{
    Direction, Formula, Interval, Metric, Plan, Reads, Spec, Transform, signature,
};
use crate::options::{Kind, OptionSpec, Options, Preset};

/// The metric `relation_f1`.
pub struct RelationF1;

static SPEC: Spec = Spec {
    name: "relation_f1",
    version: 1,
    summary: "F1 of relations with their directions, without the class of no relation.",
    outputs: &["f1", "precision", "recall"],
    range: (0.0, 1.0),
    direction: Direction::Higher,
    unit: "",
    chance: None,
    options: &[
        OptionSpec {
            name: "average",
            kind: Kind::Choice(&["macro", "micro"]),
            preset: Preset::Text("macro"),
            doc: "`macro`: mean over the classes of the references; `micro`: of the summed counts.",
        },
        OptionSpec {
            name: "direction",
            kind: Kind::Choice(&["counted", "ignored", "classes"]),
            preset: Preset::Text("counted"),
            doc: "`counted`: a hit needs it; `ignored`: it does not; `classes`: each direction is a class.",
        },
        OptionSpec {
            name: "other",
            kind: Kind::Text,
            preset: Preset::Text("Other"),
            doc: "The label of no relation.",
        },
    ],
    reads: Reads::Labels,
    interval: Interval::Smooth,
    transform: Transform::Identity,
};

impl Metric for RelationF1 {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn configure(&self, options: &Options) -> Result<Box<dyn Formula>, Error> {
        Ok(Box::new(Configured {
            micro: options.text("average") == "micro",
            merges: options.text("direction") != "classes",
            needs_direction: options.text("direction") == "counted",
            other: options.text("other").to_owned(),
            signature: signature(&SPEC, options),
        }))
    }
}

struct Configured {
    micro: bool,
    /// Whether the two directions are one class.
    merges: bool,
    needs_direction: bool,
    other: String,
    signature: String,
}

/// The label without its direction.
fn undirected(label: &str) -> &str {
    let cut = ["(e1,e2)", "(e2,e1)"]
        .iter()
        .find_map(|end| label.strip_suffix(end));
    cut.unwrap_or(label)
}

impl Configured {
    /// The class of each label, and how many there are; [`NO_LABEL`] for no relation.
    fn classes(&self, names: &[Label]) -> (Vec<u32>, usize) {
        let mut known: Vec<String> = Vec::new();
        let classes = names.iter().map(|name| {
            let name = name.to_string();
            if name == self.other {
                return NO_LABEL;
            }
            let name = if self.merges {
                undirected(&name).to_owned()
            } else {
                name
            };
            let place = known
                .iter()
                .position(|class| *class == name)
                .unwrap_or_else(|| {
                    known.push(name);
                    known.len() - 1
                });
            place as u32
        });
        let classes = classes.collect();
        (classes, known.len())
    }
}

/// Correct, found and existing relations of each class that the references hold.
fn existing_classes(total: &[f64]) -> Vec<[f64; 3]> {
    let classes = Counts::new(total).classes();
    classes
        .filter(|class| class.2 > 0.0)
        .map(|(hits, found, truths)| [hits, found, truths])
        .collect()
}

fn sum(classes: &[[f64; 3]]) -> [f64; 3] {
    let add = |a: [f64; 3], b: &[f64; 3]| [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
    classes.iter().fold([0.0; 3], add)
}

impl Formula for Configured {
    fn accepts(&self, n_statistics: usize) -> bool {
        n_statistics.is_multiple_of(3)
    }

    fn plan<'a>(&'a self, columns: &Columns<'a>) -> Result<Box<dyn Plan + 'a>, Error> {
        let (_, _, names) = columns.labels()?;
        let (classes, n_classes) = self.classes(names);
        if n_classes == 0 {
            return Err(Error::Request {
                problem: format!("there is no relation but {:?}", self.other),
                fix: "give labels of relations, or name the label of no relation in other",
            });
        }
        Ok(Box::new(LabelPlan::merged(
            columns,
            classes,
            n_classes,
            self.needs_direction,
        )?))
    }

    fn finish(&self, total: &[f64], values: &mut [f64]) {
        let classes = existing_classes(total);
        if self.micro {
            return overlap::finish(&sum(&classes), values);
        }
        values.fill(0.0);
        let mut each = [0.0; 3];
        for class in &classes {
            overlap::finish(class, &mut each);
            for (value, part) in values.iter_mut().zip(each) {
                *value += part / classes.len() as f64;
            }
        }
    }

    fn gradient(&self, total: &[f64], output: usize, out: &mut [f64]) {
        out.fill(0.0);
        let counts = Counts::new(total);
        let width = counts.hits.len();
        let classes = existing_classes(total);
        let scale = if self.micro {
            1.0
        } else {
            1.0 / classes.len().max(1) as f64
        };
        for (k, (hits, found, truths)) in counts.classes().enumerate() {
            if truths <= 0.0 {
                continue;
            }
            let point = if self.micro {
                sum(&classes)
            } else {
                [hits, found, truths]
            };
            let mut slopes = [0.0; 3];
            overlap::gradient(&point, output, &mut slopes);
            for (part, slope) in slopes.into_iter().enumerate() {
                out[part * width + k] = slope * scale;
            }
        }
    }

    fn signature(&self, _n_references: Option<usize>) -> String {
        self.signature.clone()
    }
}
