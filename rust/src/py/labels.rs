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
        for id in predictions.iter_mut().chain(&mut references) {
            *id = place.get(*id as usize).copied().unwrap_or(NO_LABEL);
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
    ids: FxHashMap<Label, u32>,
    cache: Vec<Option<(Bound<'py, PyAny>, u32)>>,
}

/// Slots of the cache of label objects.
const CACHE: usize = 4096;

impl<'py> LabelReader<'py> {
    fn read(
        &mut self,
        name: &'static str,
        column: &Bound<'py, PyAny>,
        may_miss: bool,
    ) -> Result<Vec<u32>, Error> {
        self.cache.resize(CACHE, None);
        let mut ids = Vec::with_capacity(size_hint(column));
        each(name, column, |index, item| {
            let place = (item.as_ptr() as usize >> 4) % CACHE;
            if let Some((known, id)) = &self.cache[place]
                && known.is(item)
            {
                ids.push(*id);
                return Ok(());
            }
            let id = if may_miss && item.is_none() {
                NO_LABEL
            } else {
                self.intern(name, index, item)?
            };
            self.cache[place] = Some((item.clone(), id));
            ids.push(id);
            Ok(())
        })?;
        Ok(ids)
    }

    fn intern(
        &mut self,
        name: &'static str,
        index: usize,
        item: &Bound<'py, PyAny>,
    ) -> Result<u32, Error> {
        const FIX: &str = "give str or int labels, one kind in all columns";
        let label = if item.is_instance_of::<PyString>() {
            Label::Text(text(name, index, item)?.to_string())
        } else if let (false, Ok(integer)) = (item.is_instance_of::<PyBool>(), integer(item)) {
            Label::Integer(integer)
        } else {
            let problem = format!("expected a str or int label, got {}", type_name(item));
            return Err(wrong(name, index, &problem, FIX));
        };
        if let Some(first) = self.names.first()
            && std::mem::discriminant(first) != std::mem::discriminant(&label)
        {
            return Err(wrong(name, index, "mixes str and int labels", FIX));
        }
        let next = self.names.len() as u32;
        let id = *self.ids.entry(label.clone()).or_insert(next);
        if id == next {
            self.names.push(label);
        }
        Ok(id)
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
