//! Columns of spans: places with labels, labels with texts, or tags of tokens.

use pyo3::prelude::*;
use pyo3::types::PyString;
use rustc_hash::FxHashMap;

use crate::columns::{Span, Spans};
use crate::error::Error;
use crate::py::columns::{each, text, type_name, wrong};
use crate::text::tags::spans_of_tags;

/// Reads spans; labels and texts become numbers that both columns share.
#[derive(Default)]
pub struct SpanReader {
    ids: FxHashMap<String, u32>,
}

impl SpanReader {
    /// A list of `(start, end, label)`, of `(label, text)`, or of tags for each sample.
    pub fn read(&mut self, name: &'static str, column: &Bound<'_, PyAny>) -> Result<Spans, Error> {
        let mut spans = Spans::default();
        each(name, column, |index, row| {
            let mut found = Vec::new();
            let mut tags = Vec::new();
            each(name, row, |_, item| {
                if item.is_instance_of::<PyString>() {
                    tags.push(text(name, index, item)?.to_string());
                } else {
                    found.push(self.span(name, index, item)?);
                }
                Ok(())
            })
            .map_err(|error| match error {
                known @ Error::Sample { .. } => known,
                other => wrong(name, index, &other.problem(), FIX),
            })?;
            if !tags.is_empty() && !found.is_empty() {
                return Err(wrong(name, index, "mixes tags and spans", FIX));
            }
            found.extend(spans_of_tags(&tags, |label| self.id(label)));
            spans.push(found);
            Ok(())
        })?;
        Ok(spans)
    }

    fn id(&mut self, word: &str) -> u32 {
        let next = self.ids.len() as u32;
        match self.ids.get(word) {
            Some(id) => *id,
            None => *self.ids.entry(word.to_owned()).or_insert(next),
        }
    }

    fn span(
        &mut self,
        name: &'static str,
        index: usize,
        item: &Bound<'_, PyAny>,
    ) -> Result<Span, Error> {
        let refuse = |problem: &str| Err(wrong(name, index, problem, FIX));
        let Ok(parts) = item
            .try_iter()
            .and_then(Iterator::collect::<PyResult<Vec<_>>>)
        else {
            return refuse(&format!(
                "expected a span or a tag, got {}",
                type_name(item)
            ));
        };
        match parts.as_slice() {
            [label, words] => {
                let label = text(name, index, label)?.to_string();
                // Every text is a place of its own.
                let place = self.id(&format!("text {}", &*text(name, index, words)?));
                Ok(Span {
                    start: place,
                    end: place,
                    label: self.id(&label),
                })
            }
            [start, end, label] => match (start.extract::<u32>(), end.extract::<u32>()) {
                (Ok(start), Ok(end)) if start < end => {
                    let label = text(name, index, label)?.to_string();
                    Ok(Span {
                        start,
                        end,
                        label: self.id(&label),
                    })
                }
                _ => refuse("a span does not begin at 0 or later and end after its beginning"),
            },
            _ => refuse("a span has two parts (label, text) or three (start, end, label)"),
        }
    }
}

const FIX: &str = "give (start, end, label), (label, text) or one tag a token";
