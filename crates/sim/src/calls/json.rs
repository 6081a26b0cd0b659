//! JSON in a fixed order of keys. (The order of `serde_json`'s own maps depends on a feature that any
//! other crate may switch on; the bytes of a world must not.)

/// A text as a JSON string.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// An object being written.
#[derive(Debug, Default)]
pub(crate) struct Object(String);

impl Object {
    /// Adds a field that is JSON already.
    pub fn raw(mut self, key: &str, json: &str) -> Self {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        self.0.push_str(&quoted(key));
        self.0.push(':');
        self.0.push_str(json);
        self
    }

    /// Adds a text.
    pub fn text(self, key: &str, text: &str) -> Self {
        let json = quoted(text);
        self.raw(key, &json)
    }

    /// Adds texts.
    pub fn texts<'a>(self, fields: impl IntoIterator<Item = (&'a str, String)>) -> Self {
        fields.into_iter().fold(self, |object, (key, text)| object.text(key, &text))
    }

    /// Adds a list of objects.
    pub fn list(self, key: &str, items: impl IntoIterator<Item = Self>) -> Self {
        let json = array(items.into_iter().map(Self::done));
        self.raw(key, &json)
    }

    pub fn done(self) -> String {
        if self.0.is_empty() { "{}".to_owned() } else { self.0 + "}" }
    }
}

/// A list of what is JSON already.
pub(crate) fn array(items: impl IntoIterator<Item = String>) -> String {
    let items: Vec<String> = items.into_iter().collect();
    format!("[{}]", items.join(","))
}
