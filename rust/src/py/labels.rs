//! Columns of labels: each to its index among all labels.

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyInt, PyString};
use rustc_hash::FxHashMap;

use crate::columns::{Columns, Label, NO_LABEL};
use crate::error::Error;
use crate::py::columns::{each, size_hint, text, type_name, wrong};

/// Two columns of labels as indices into their sorted union.
pub struct LabelColumns {
    pub predictions: Vec<u32>,
    pub references: Vec<u32>,
    pub names: Vec<Label>,
}

impl LabelColumns {
    pub fn read(first: &Bound<'_, PyAny>, second: &Bound<'_, PyAny>) -> Result<Self, Error> {
        let mut reader = LabelReader::default();
        let mut predictions = reader.read("predictions", first, true)?;
        let mut references = reader.read("references", second, false)?;
        let mut order: Vec<usize> = (0..reader.names.len()).collect();
        order.sort_by(|left, right| reader.names[*left].cmp(&reader.names[*right]));
        let mut place = vec![0; order.len()];
        for (new, old) in order.iter().enumerate() {
            place[*old] = new as u32;
        }
        for column in [&mut predictions, &mut references] {
            for id in column {
                *id = place.get(*id as usize).copied().unwrap_or(NO_LABEL);
            }
        }
        let names = order
            .into_iter()
            .map(|old| reader.names[old].clone())
            .collect();
        Ok(Self {
            predictions,
            references,
            names,
        })
    }

    /// The columns as the core reads them.
    pub fn lend(&self) -> Columns<'_> {
        Columns::Labels {
            predictions: &self.predictions,
            references: &self.references,
            names: &self.names,
        }
    }
}

/// Clusters as indices, in the order of their first appearance.
pub fn clusters(column: &Bound<'_, PyAny>) -> Result<Vec<u32>, Error> {
    LabelReader::default().read("clusters", column, false)
}

/// Labels to indices. Label objects are usually shared, so the object is looked up before its value;
/// the cache holds the object, so that its address cannot be another's.
#[derive(Default)]
struct LabelReader<'py> {
    names: Vec<Label>,
    texts: FxHashMap<String, u32>,
    integers: FxHashMap<i64, u32>,
    cache: Vec<Option<(Bound<'py, PyAny>, u32)>>,
}

/// Most slots of the cache of label objects; few labels are not worth as many.
const CACHE: usize = 4096;

impl<'py> LabelReader<'py> {
    fn read(
        &mut self,
        name: &'static str,
        column: &Bound<'py, PyAny>,
        may_miss: bool,
    ) -> Result<Vec<u32>, Error> {
        let n_labels = size_hint(column);
        if self.cache.is_empty() {
            let size = (n_labels / 8).next_power_of_two().clamp(256, CACHE);
            self.cache.resize(size, None);
        }
        let n_unused_bits = self.cache.len().leading_zeros() + 1;
        let mut ids = Vec::with_capacity(n_labels);
        each(name, column, |index, item| {
            let address = item.as_ptr() as usize;
            // The upper bits of the product depend on all of the address.
            let place = address.wrapping_mul(0x9E37_79B9_7F4A_7C15_u64 as usize) >> n_unused_bits;
            let id = match &self.cache[place] {
                Some((known, id)) if known.is(item) => *id,
                _ if may_miss && item.is_none() => NO_LABEL,
                _ => {
                    let id = self.intern(name, index, item)?;
                    self.cache[place] = Some((item.clone(), id));
                    id
                }
            };
            ids.push(id);
            Ok(())
        })?;
        Ok(ids)
    }

    /// The index of a label that the cache does not hold.
    #[inline(never)]
    fn intern(
        &mut self,
        name: &'static str,
        index: usize,
        item: &Bound<'py, PyAny>,
    ) -> Result<u32, Error> {
        const FIX: &str = "give str or int labels, one kind in all columns";
        let mixed = || wrong(name, index, "mixes str and int labels", FIX);
        let next = self.names.len() as u32;
        if item.is_instance_of::<PyString>() {
            if !self.integers.is_empty() {
                return Err(mixed());
            }
            let label = text(name, index, item)?;
            if let Some(id) = self.texts.get::<str>(&label) {
                return Ok(*id);
            }
            self.texts.insert(label.to_string(), next);
            self.names.push(Label::Text(label.to_string()));
        } else if let (false, Ok(integer)) = (item.is_instance_of::<PyBool>(), integer(item)) {
            if !self.texts.is_empty() {
                return Err(mixed());
            }
            if let Some(id) = self.integers.get(&integer) {
                return Ok(*id);
            }
            self.integers.insert(integer, next);
            self.names.push(Label::Integer(integer));
        } else {
            let problem = format!("expected a str or int label, got {}", type_name(item));
            return Err(wrong(name, index, &problem, FIX));
        }
        Ok(next)
    }
}

/// An `int` or a numpy integer; no float.
fn integer(item: &Bound<'_, PyAny>) -> PyResult<i64> {
    if item.is_instance_of::<PyInt>() {
        item.extract()
    } else {
        item.call_method0("__index__")?.extract()
    }
}
