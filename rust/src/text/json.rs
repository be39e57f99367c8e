//! JSON as Python's `json.loads` reads it: with `NaN` and `Infinity`, without control characters in strings.

/// Lists and objects inside each other that are still read; text of others must not exhaust the stack.
const DEEPEST: usize = 256;

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// A number.
    Number(f64),
    /// A string; lone surrogates are replaced.
    Text(String),
    /// An array.
    List(Vec<Value>),
    /// An object, its keys in the order given.
    Object(Vec<(String, Value)>),
}

impl Value {
    /// The value of a key of an object; of a key that stands twice the last.
    pub fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Self::Object(entries) => entries
                .iter()
                .rev()
                .find_map(|(name, value)| (name == key).then_some(value)),
            _ => None,
        }
    }
}

/// The value that a whole text is; none where it is not JSON.
pub fn parse(text: &str) -> Option<Value> {
    let mut reader = Reader { rest: text };
    let value = reader.value(0)?;
    reader.skip_space();
    reader.rest.is_empty().then_some(value)
}

/// What is left of the text.
struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    fn take(&mut self, token: &str) -> Option<()> {
        self.rest = self.rest.strip_prefix(token)?;
        Some(())
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        if depth > DEEPEST {
            return None;
        }
        self.skip_space();
        match self.rest.chars().next()? {
            '{' => self.object(depth),
            '[' => self.list(depth),
            '"' => self.text().map(Value::Text),
            _ => self.plain(),
        }
    }

    fn plain(&mut self) -> Option<Value> {
        let words = [
            ("null", Value::Null),
            ("true", Value::Flag(true)),
            ("false", Value::Flag(false)),
            ("NaN", Value::Number(f64::NAN)),
            ("Infinity", Value::Number(f64::INFINITY)),
            ("-Infinity", Value::Number(f64::NEG_INFINITY)),
        ];
        for (word, value) in words {
            if self.take(word).is_some() {
                return Some(value);
            }
        }
        self.number().map(Value::Number)
    }

    fn number(&mut self) -> Option<f64> {
        let bytes = self.rest.as_bytes();
        let digits = |from: usize| {
            let tail = bytes.get(from..).unwrap_or(&[]);
            from + tail.iter().take_while(|byte| byte.is_ascii_digit()).count()
        };
        let start = usize::from(bytes.first() == Some(&b'-'));
        let mut end = if bytes.get(start) == Some(&b'0') {
            start + 1
        } else {
            digits(start)
        };
        if end == start {
            return None;
        }
        if bytes.get(end) == Some(&b'.') && digits(end + 1) > end + 1 {
            end = digits(end + 1);
        }
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            let from = end + 1 + sign;
            if digits(from) > from {
                end = digits(from);
            }
        }
        let (number, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        number.parse().ok()
    }

    fn text(&mut self) -> Option<String> {
        self.take("\"")?;
        let mut found = String::new();
        loop {
            let c = self.rest.chars().next()?;
            self.rest = self.rest.get(c.len_utf8()..)?;
            match c {
                '"' => return Some(found),
                '\\' => found.push(self.escaped()?),
                c if c < ' ' => return None,
                c => found.push(c),
            }
        }
    }

    fn escaped(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = self.rest.get(c.len_utf8()..)?;
        Some(match c {
            '"' | '\\' | '/' => c,
            'b' => '\x08',
            'f' => '\x0c',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let high = self.code_unit()?;
                if (0xD800..0xDC00).contains(&high) && self.rest.starts_with("\\u") {
                    let before = self.rest;
                    self.take("\\u")?;
                    let low = self.code_unit()?;
                    if (0xDC00..0xE000).contains(&low) {
                        let code = 0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                        return Some(char::from_u32(code).unwrap_or('\u{fffd}'));
                    }
                    self.rest = before;
                }
                char::from_u32(high).unwrap_or('\u{fffd}')
            }
            _ => return None,
        })
    }

    fn code_unit(&mut self) -> Option<u32> {
        let (digits, rest) = self.rest.split_at_checked(4)?;
        let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        self.rest = rest;
        is_hex.then(|| u32::from_str_radix(digits, 16).ok())?
    }

    fn list(&mut self, depth: usize) -> Option<Value> {
        self.take("[")?;
        let mut items = Vec::new();
        self.skip_space();
        if self.take("]").is_some() {
            return Some(Value::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.skip_space();
            if self.take("]").is_some() {
                return Some(Value::List(items));
            }
            self.take(",")?;
        }
    }

    fn object(&mut self, depth: usize) -> Option<Value> {
        self.take("{")?;
        let mut entries = Vec::new();
        self.skip_space();
        if self.take("}").is_some() {
            return Some(Value::Object(entries));
        }
        loop {
            self.skip_space();
            let key = self.text()?;
            self.skip_space();
            self.take(":")?;
            entries.push((key, self.value(depth + 1)?));
            self.skip_space();
            if self.take("}").is_some() {
                return Some(Value::Object(entries));
            }
            self.take(",")?;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_python_reads_is_read() {
        let good = [
            "null",
            " [1, -0.5e+3, {\"a\": []}]\n",
            "\"\\ud83d\\ude00\\u00e9\\ud800\"",
            "NaN",
            "-Infinity",
            "{}",
            "[]",
            "{\"a\": 1, \"a\": 2}",
            "0",
            "1e5",
        ];
        for text in good {
            assert!(parse(text).is_some(), "{text}");
        }
        let bad = [
            "",
            "[1,]",
            "{\"a\":1,}",
            "{a: 1}",
            "'a'",
            "01",
            "1.",
            ".5",
            "+1",
            "[1 2]",
            "\"\n\"",
            "\"\\x\"",
            "\"\\u12\"",
            "tru",
            "[",
            "{\"a\"",
            "1 2",
            "\u{feff}1",
            "-",
            "1e",
        ];
        for text in bad {
            assert!(parse(text).is_none(), "{text}");
        }
        assert!(parse(&"[".repeat(100_000)).is_none());
        assert_eq!(
            parse("{\"a\": 1, \"a\": \"\\ud83d\\ude00\"}")
                .as_ref()
                .and_then(|value| value.get("a")),
            Some(&Value::Text("😀".into()))
        );
    }

    proptest! {
        #[test]
        fn what_serde_reads_is_read(text in r#"[\[\]{}:," 0-9a.\-e\\untrfls]{0,24}"#) {
            let theirs = serde_json::from_str::<serde_json::Value>(&text).is_ok();
            if theirs {
                prop_assert!(parse(&text).is_some());
            }
        }
    }
}
