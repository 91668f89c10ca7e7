//! Data forms inside disco#info (XEP-0128).

use crate::disco::{namespace::DATA, xml::escape};

/// A form of type `result`.
#[derive(Clone, Debug)]
pub struct Form {
    /// The value of `FORM_TYPE`.
    pub form_type: &'static str,
    /// The other fields.
    pub fields: Vec<Field>,
}

/// A field.
#[derive(Clone, Debug)]
pub struct Field {
    /// `var`.
    pub var: &'static str,
    /// `type`; empty when it is not said, as it mostly is.
    pub kind: &'static str,
    /// `label`; empty when there is none.
    pub label: &'static str,
    /// The values.
    pub values: Vec<String>,
}

impl Form {
    /// A form without fields.
    pub fn new(form_type: &'static str) -> Self {
        Self { form_type, fields: Vec::new() }
    }

    /// With one more field of one value.
    pub fn field(self, var: &'static str, value: impl Into<String>) -> Self {
        self.full(Field { var, kind: "", label: "", values: vec![value.into()] })
    }

    /// With one more field that has a type and a label.
    pub fn labelled(self, var: &'static str, kind: &'static str, label: &'static str, value: &str) -> Self {
        self.full(Field { var, kind, label, values: vec![value.to_owned()] })
    }

    /// With one more field of several values, or none.
    pub fn list(self, var: &'static str, values: &[&str]) -> Self {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        self.full(Field { var, kind: "list-multi", label: "", values })
    }

    /// The element.
    pub fn to_xml(&self) -> String {
        let fields: String = self.fields.iter().map(Field::to_xml).collect();
        form_xml("result", &format!("{}{fields}", form_type_xml(self.form_type)))
    }

    fn full(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }
}

impl Field {
    fn to_xml(&self) -> String {
        let attribute = |name: &str, value: &str| match value {
            "" => String::new(),
            value => format!(" {name}='{}'", escape(value)),
        };
        let values: String = self.values.iter().map(|value| format!("<value>{}</value>", escape(value))).collect();
        let (kind, label) = (attribute("type", self.kind), attribute("label", self.label));
        format!("<field var='{}'{kind}{label}>{values}</field>", escape(self.var))
    }
}

/// A form around its children.
pub fn form_xml(kind: &str, inner: &str) -> String {
    format!("<x xmlns='{DATA}' type='{kind}'>{inner}</x>")
}

/// The hidden field that names the form (XEP-0068).
pub fn form_type_xml(form_type: &str) -> String {
    format!("<field var='FORM_TYPE' type='hidden'><value>{}</value></field>", escape(form_type))
}
