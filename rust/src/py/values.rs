//! Options: Python values to [`Value`] and back.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyString};

use crate::options::{Kind, OptionSpec, Preset, Value};

/// The options of a call.
pub struct Given(pub Vec<(String, Value)>);

impl<'py> FromPyObject<'_, 'py> for Given {
    type Error = PyErr;

    fn extract(options: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let options = options.cast::<PyDict>()?;
        let mut given = Vec::with_capacity(options.len());
        for (name, value) in options.iter() {
            let name: String = name.extract()?;
            let value = read(&value).map_err(|_| {
                PyTypeError::new_err(format!("option {name} holds a {}", value.get_type()))
            })?;
            given.push((name, value));
        }
        Ok(Self(given))
    }
}

fn read(value: &Bound<'_, PyAny>) -> PyResult<Value> {
    if value.is_none() {
        Ok(Value::Absent)
    } else if value.is_instance_of::<PyBool>() {
        Ok(Value::Flag(value.extract()?))
    } else if value.is_instance_of::<PyInt>() {
        Ok(Value::Integer(value.extract()?))
    } else if value.is_instance_of::<PyFloat>() {
        Ok(Value::Number(value.extract()?))
    } else if value.is_instance_of::<PyString>() {
        Ok(Value::Text(value.extract()?))
    } else {
        Ok(Value::List(value.extract()?))
    }
}

/// An option's spec as a dictionary.
pub fn spec<'py>(py: Python<'py>, option: &OptionSpec) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("name", option.name)?;
    dict.set_item("kind", option.kind.name())?;
    match option.preset {
        Preset::Absent => dict.set_item("default", py.None())?,
        Preset::Flag(flag) => dict.set_item("default", flag)?,
        Preset::Integer(integer) => dict.set_item("default", integer)?,
        Preset::Number(number) => dict.set_item("default", number)?,
        Preset::Text(text) => dict.set_item("default", text)?,
    }
    let choices = if let Kind::Choice(names) = option.kind {
        names
    } else {
        &[]
    };
    dict.set_item("choices", choices)?;
    let (low, high) = match option.kind {
        Kind::Integer(low, high) => (low as f64, high as f64),
        Kind::Number(low, high) => (low, high),
        _ => (f64::NEG_INFINITY, f64::INFINITY),
    };
    dict.set_item("low", low)?;
    dict.set_item("high", high)?;
    dict.set_item("doc", option.doc)?;
    Ok(dict)
}
