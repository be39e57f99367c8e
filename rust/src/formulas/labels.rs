//! Label metrics: everything that follows from three counts a class.
//!
//! With K classes a row holds K hits, K predictions and K truths. At most three numbers of it are not
//! zero, so rows are added and projected without being written.

use std::ops::Range;

use crate::columns::{Columns, NO_LABEL};
use crate::error::Error;
use crate::metrics::Plan;

/// Sums of a set of samples, by class.
#[derive(Debug, Clone, Copy)]
pub struct Counts<'a> {
    /// Samples of each class that were predicted to be of it.
    pub hits: &'a [f64],
    /// Samples predicted to be of each class.
    pub predicted: &'a [f64],
    /// Samples that are of each class.
    pub truths: &'a [f64],
}

impl<'a> Counts<'a> {
    /// The three parts of a sum of rows.
    pub fn new(total: &'a [f64]) -> Self {
        let n_classes = total.len() / 3;
        let (hits, rest) = total.split_at(n_classes);
        let (predicted, truths) = rest.split_at(rest.len().min(n_classes));
        Self {
            hits,
            predicted,
            truths: truths.get(..n_classes).unwrap_or(truths),
        }
    }

    /// Hits, predictions and truths of each class.
    pub fn classes(&self) -> impl Iterator<Item = (f64, f64, f64)> + use<'a> {
        let Self {
            hits,
            predicted,
            truths,
        } = *self;
        hits.iter()
            .zip(predicted)
            .zip(truths)
            .map(|((hit, prediction), truth)| (*hit, *prediction, *truth))
    }

    /// Number of samples, where every class is counted.
    pub fn n_samples(&self) -> f64 {
        self.truths.iter().sum()
    }
}

/// Class indices of both columns, bound to be counted.
pub struct LabelPlan<'a> {
    predictions: &'a [u32],
    references: &'a [u32],
    n_classes: usize,
    /// Column of each class; `None` where the classes are the columns.
    columns: Option<Vec<u32>>,
    /// Whether labels of one column hit each other.
    column_hits: bool,
}

impl<'a> LabelPlan<'a> {
    /// Counts every class.
    ///
    /// # Errors
    /// When the columns hold no labels.
    pub fn new(columns: &Columns<'a>) -> Result<Self, Error> {
        let (predictions, references, names) = columns.labels()?;
        Ok(Self {
            predictions,
            references,
            n_classes: names.len(),
            columns: None,
            column_hits: true,
        })
    }

    /// Counts the classes named in `chosen` alone, in this order; a number names an integer label.
    ///
    /// # Errors
    /// When the columns hold no labels, or a name is given twice.
    pub fn of(columns: &Columns<'a>, chosen: &[String]) -> Result<Self, Error> {
        let mut plan = Self::new(columns)?;
        let Columns::Labels { names, .. } = *columns else {
            return Ok(plan);
        };
        for (k, name) in chosen.iter().enumerate() {
            if chosen.iter().take(k).any(|other| other == name) {
                return Err(Error::Option {
                    name: "labels".into(),
                    problem: format!("names {name:?} twice"),
                    fix: "name each label once".into(),
                });
            }
        }
        let place = |name: &String| chosen.iter().position(|other| other == name);
        let slots = names
            .iter()
            .map(|name| place(&name.to_string()).map_or(NO_LABEL, |k| k as u32));
        plan.columns = Some(slots.collect());
        plan.n_classes = chosen.len();
        Ok(plan)
    }

    /// Counts `n_classes` classes of labels, given the class of each label. With `labels_hit` a hit
    /// needs the label, not the class alone.
    ///
    /// # Errors
    /// When the columns hold no labels.
    pub fn merged(
        columns: &Columns<'a>,
        classes: Vec<u32>,
        n_classes: usize,
        labels_hit: bool,
    ) -> Result<Self, Error> {
        let plan = Self::new(columns)?;
        Ok(Self {
            n_classes,
            columns: Some(classes),
            column_hits: !labels_hit,
            ..plan
        })
    }

    /// Columns of prediction and truth of sample `i`; past the last class for neither.
    fn pair(&self, i: usize) -> (usize, usize) {
        let column = |ids: &[u32]| {
            let id = ids.get(i).copied().unwrap_or(NO_LABEL);
            let slot = match &self.columns {
                Some(columns) => columns.get(id as usize).copied().unwrap_or(NO_LABEL),
                None => id,
            };
            slot as usize
        };
        (column(self.predictions), column(self.references))
    }

    fn same_label(&self, i: usize) -> bool {
        self.predictions.get(i) == self.references.get(i)
    }

    /// Calls `visit` with columns of the row of sample `i` and what they hold, 1 or, for a miss, 0; no
    /// other column holds anything. Whether a prediction hits cannot be foreseen: it is no branch.
    fn visit(&self, i: usize, mut visit: impl FnMut(usize, f64)) {
        let n = self.n_classes;
        let (prediction, truth) = self.pair(i);
        if truth < n {
            let hits = prediction == truth && (self.column_hits || self.same_label(i));
            visit(truth, f64::from(u8::from(hits)));
        }
        if prediction < n {
            visit(n + prediction, 1.0);
        }
        if truth < n {
            visit(2 * n + truth, 1.0);
        }
    }
}

impl Plan for LabelPlan<'_> {
    fn n_statistics(&self) -> usize {
        3 * self.n_classes
    }

    fn is_cheap(&self) -> bool {
        true
    }

    fn stats(&self, range: Range<usize>, rows: &mut [f64]) -> Result<(), Error> {
        rows.fill(0.0);
        for (i, row) in range.zip(rows.chunks_exact_mut(3 * self.n_classes)) {
            self.visit(i, |column, one| row[column] = one);
        }
        Ok(())
    }

    fn add(&self, range: Range<usize>, total: &mut [f64]) -> Result<(), Error> {
        for i in range {
            self.visit(i, |column, one| total[column] += one);
        }
        Ok(())
    }

    fn project(&self, range: Range<usize>, weights: &[f64], out: &mut [f64]) -> Result<(), Error> {
        for (i, product) in range.zip(out) {
            *product = 0.0;
            self.visit(i, |column, one| {
                *product += if one == 0.0 { 0.0 } else { weights[column] };
            });
        }
        Ok(())
    }
}

/// Samples of each pair of classes, row-major by the true class; the last column counts predictions
/// that name no label.
pub fn confusion(predictions: &[u32], references: &[u32], n_classes: usize) -> Vec<u64> {
    let width = n_classes + 1;
    let mut counts = vec![0; n_classes * width];
    for (prediction, truth) in predictions.iter().zip(references) {
        let column = (*prediction as usize).min(n_classes);
        if let Some(count) = counts.get_mut(*truth as usize * width + column) {
            *count += 1;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::Label;
    use crate::metrics::{add_rows, project_rows};

    fn names(texts: &[&str]) -> Vec<Label> {
        texts
            .iter()
            .map(|text| Label::Text((*text).into()))
            .collect()
    }

    #[test]
    fn sparse_sums_equal_those_of_rows() {
        let (predictions, references) = ([0, 2, NO_LABEL, 1, 1], [0, 1, 2, 1, 0]);
        let names = names(&["a", "b", "c"]);
        let columns = Columns::Labels {
            predictions: &predictions,
            references: &references,
            names: &names,
        };
        for chosen in [
            None,
            Some(vec!["c".to_owned(), "b".to_owned(), "z".to_owned()]),
        ] {
            let plan = match &chosen {
                None => LabelPlan::new(&columns),
                Some(chosen) => LabelPlan::of(&columns, chosen),
            };
            let plan = plan.unwrap();
            let mut rows = vec![7.0; 5 * 9];
            plan.stats(0..5, &mut rows).unwrap();
            let (mut total, mut dense) = (vec![0.0; 9], vec![0.0; 9]);
            plan.add(0..5, &mut total).unwrap();
            add_rows(&rows, &mut dense);
            assert_eq!(total, dense);
            let weights: Vec<f64> = (0..9).map(f64::from).collect();
            let (mut sparse, mut full) = (vec![1.0; 5], vec![0.0; 5]);
            plan.project(0..5, &weights, &mut sparse).unwrap();
            project_rows(&rows, &weights, &mut full);
            assert_eq!(sparse, full);
            let counts = Counts::new(&total);
            if chosen.is_some() {
                assert_eq!(
                    (counts.hits, counts.truths),
                    (&[0.0, 1.0, 0.0][..], &[1.0, 2.0, 0.0][..])
                );
            } else {
                assert_eq!(
                    (counts.hits, counts.predicted),
                    (&[1.0, 1.0, 0.0][..], &[1.0, 2.0, 1.0][..])
                );
            }
        }
    }

    #[test]
    fn a_confusion_matrix_counts_pairs() {
        let counts = confusion(&[0, 1, NO_LABEL, 1], &[0, 0, 1, 1], 2);
        assert_eq!(counts, [1, 1, 0, 0, 1, 1]);
    }
}
