//! Options of metrics, tokenizers and extractors: what there is, and what was chosen.

use crate::error::Error;

/// A value as the caller gave it.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Not given on purpose (`None`).
    Absent,
    /// A yes or no.
    Flag(bool),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// Several texts.
    List(Vec<String>),
}

/// What an option may hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// `true` or `false`.
    Flag,
    /// A whole number from the first to the second bound, both included.
    Integer(i64, i64),
    /// A finite number from the first to the second bound, both included.
    Number(f64, f64),
    /// One of these names.
    Choice(&'static [&'static str]),
    /// Any text.
    Text,
    /// Any texts.
    List,
}

impl Kind {
    /// The kind's name in the public list of metrics.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::Integer(..) => "integer",
            Self::Number(..) => "number",
            Self::Choice(_) => "choice",
            Self::Text => "text",
            Self::List => "list",
        }
    }
}

/// What holds when the caller says nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Preset {
    /// Nothing: the metric's documentation says what that means.
    Absent,
    /// A yes or no.
    Flag(bool),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// A name or text.
    Text(&'static str),
}

impl Preset {
    fn value(self) -> Value {
        match self {
            Self::Absent => Value::Absent,
            Self::Flag(flag) => Value::Flag(flag),
            Self::Integer(integer) => Value::Integer(integer),
            Self::Number(number) => Value::Number(number),
            Self::Text(text) => Value::Text(text.to_owned()),
        }
    }
}

/// One option of a metric. Only an option whose preset is [`Preset::Absent`] may be `None`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OptionSpec {
    /// Name, as in the reference implementation.
    pub name: &'static str,
    /// What it may hold.
    pub kind: Kind,
    /// What holds when it is not given.
    pub preset: Preset,
    /// One sentence.
    pub doc: &'static str,
}

impl OptionSpec {
    fn read(&self, given: Value) -> Result<Value, Error> {
        let refuse = |problem: String, fix: String| {
            Err(Error::Option {
                name: self.name.to_owned(),
                problem,
                fix,
            })
        };
        match (self.kind, given) {
            (_, Value::Absent) if self.preset == Preset::Absent => Ok(Value::Absent),
            (Kind::Flag, value @ Value::Flag(_))
            | (Kind::Text, value @ Value::Text(_))
            | (Kind::List, value @ Value::List(_)) => Ok(value),
            (Kind::Integer(low, high), Value::Integer(integer)) => {
                if (low..=high).contains(&integer) {
                    Ok(Value::Integer(integer))
                } else {
                    refuse(
                        format!("{integer} is out of range"),
                        format!("use {low} to {high}"),
                    )
                }
            }
            (Kind::Number(low, high), value @ (Value::Number(_) | Value::Integer(_))) => {
                let number = match value {
                    Value::Integer(integer) => integer as f64,
                    Value::Number(number) => number,
                    _ => f64::NAN,
                };
                if number >= low && number <= high {
                    Ok(Value::Number(number))
                } else {
                    refuse(
                        format!("{number} is out of range"),
                        format!("use {low} to {high}"),
                    )
                }
            }
            (Kind::Choice(names), Value::Text(text)) => {
                if names.contains(&text.as_str()) {
                    Ok(Value::Text(text))
                } else {
                    refuse(
                        format!("there is no {text:?}"),
                        format!("use one of {}", names.join(", ")),
                    )
                }
            }
            (kind, _) => refuse(
                "has the wrong type".into(),
                format!("give a {}", kind.name()),
            ),
        }
    }
}

/// The options of one call: every option of the spec with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Options(Vec<(&'static str, Value)>);

impl Options {
    /// Checks what was given against `specs` and fills in the rest.
    ///
    /// # Errors
    /// When a name is unknown, or a value has the wrong type or lies out of range.
    pub fn read(specs: &[OptionSpec], given: Vec<(String, Value)>) -> Result<Self, Error> {
        let mut values: Vec<_> = specs
            .iter()
            .map(|spec| (spec.name, spec.preset.value()))
            .collect();
        for (name, value) in given {
            let known = specs
                .iter()
                .zip(&mut values)
                .find(|(spec, _)| spec.name == name);
            let Some((spec, slot)) = known else {
                let names: Vec<_> = specs.iter().map(|spec| spec.name).collect();
                let fix = if names.is_empty() {
                    "leave it out: there are no options".to_owned()
                } else {
                    format!("use one of {}", names.join(", "))
                };
                return Err(Error::Option {
                    name,
                    problem: "is not known".into(),
                    fix,
                });
            };
            slot.1 = spec.read(value)?;
        }
        Ok(Self(values))
    }

    /// The options as they stand when nothing is given.
    pub fn presets(specs: &[OptionSpec]) -> Self {
        Self(
            specs
                .iter()
                .map(|spec| (spec.name, spec.preset.value()))
                .collect(),
        )
    }

    fn get(&self, name: &str) -> &Value {
        let found = self.0.iter().find(|(known, _)| *known == name);
        debug_assert!(found.is_some(), "option {name} is not in the spec");
        found.map_or(&Value::Absent, |(_, value)| value)
    }

    /// Value of a flag.
    pub fn flag(&self, name: &str) -> bool {
        matches!(self.get(name), Value::Flag(true))
    }

    /// Value of a whole number that is never negative, such as an n-gram order.
    pub fn count(&self, name: &str) -> usize {
        match self.get(name) {
            Value::Integer(integer) => usize::try_from(*integer).unwrap_or(0),
            _ => 0,
        }
    }

    /// Value of a number, where given.
    pub fn number(&self, name: &str) -> Option<f64> {
        match self.get(name) {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// Value of a text or choice; empty where absent.
    pub fn text(&self, name: &str) -> &str {
        match self.get(name) {
            Value::Text(text) => text,
            _ => "",
        }
    }

    /// Values of a list, where given.
    pub fn list(&self, name: &str) -> Option<&[String]> {
        match self.get(name) {
            Value::List(list) => Some(list),
            _ => None,
        }
    }

    /// `name:value` for every option in the spec's order, joined by `|`; absent ones are left out.
    pub fn signature(&self) -> String {
        let mut parts = Vec::new();
        for (name, value) in &self.0 {
            let word = match value {
                Value::Absent => continue,
                Value::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
                Value::Integer(integer) => integer.to_string(),
                Value::Number(number) => number.to_string(),
                Value::Text(text) => text.clone(),
                Value::List(list) => list.join(","),
            };
            parts.push(format!("{name}:{word}"));
        }
        parts.join("|")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPECS: &[OptionSpec] = &[
        OptionSpec {
            name: "lowercase",
            kind: Kind::Flag,
            preset: Preset::Flag(false),
            doc: "",
        },
        OptionSpec {
            name: "order",
            kind: Kind::Integer(1, 9),
            preset: Preset::Integer(4),
            doc: "",
        },
        OptionSpec {
            name: "beta",
            kind: Kind::Number(0.0, 9.0),
            preset: Preset::Absent,
            doc: "",
        },
        OptionSpec {
            name: "kind",
            kind: Kind::Choice(&["a", "b"]),
            preset: Preset::Text("a"),
            doc: "",
        },
    ];

    fn read(name: &str, value: Value) -> Result<Options, Error> {
        Options::read(SPECS, vec![(name.to_owned(), value)])
    }

    #[test]
    fn what_is_not_given_keeps_its_preset() {
        let options = Options::presets(SPECS);
        assert_eq!(
            (options.flag("lowercase"), options.count("order")),
            (false, 4)
        );
        assert_eq!((options.number("beta"), options.text("kind")), (None, "a"));
        assert_eq!(options.signature(), "lowercase:no|order:4|kind:a");
    }

    #[test]
    fn what_is_given_is_checked() {
        assert_eq!(
            read("beta", Value::Integer(2)).unwrap().number("beta"),
            Some(2.0)
        );
        for (name, value) in [
            ("lowercase", Value::Integer(1)),
            ("order", Value::Integer(0)),
            ("order", Value::Absent),
            ("beta", Value::Number(f64::NAN)),
            ("kind", Value::Text("c".into())),
            ("other", Value::Flag(true)),
        ] {
            assert!(
                matches!(read(name, value), Err(Error::Option { .. })),
                "{name}"
            );
        }
    }
}
