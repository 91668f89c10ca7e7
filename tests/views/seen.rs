//! A view as its user has it: everything written on it, and something to click on.

use discoscope::app::theme;
use iced::{Element, Rectangle, Settings, Size};
use iced_test::{
    Simulator,
    selector::{self, Candidate},
};

const SIZE: Size = Size::new(1280.0, 800.0);

/// A view that was laid out.
pub struct Seen<'a, Message>(pub Simulator<'a, Message>);

impl<'a, Message: 'a> Seen<'a, Message> {
    pub fn new(view: impl Into<Element<'a, Message>>) -> Self {
        Self::sized(view, SIZE)
    }

    /// In a window of that size.
    pub fn sized(view: impl Into<Element<'a, Message>>, size: Size) -> Self {
        let settings = Settings {
            fonts: theme::font::FILES.map(Into::into).to_vec(),
            default_font: theme::font::WORDS,
            ..Settings::default()
        };
        Self(Simulator::with_size(settings, size, view))
    }

    /// Every text in the view, in order, and what is written in its fields.
    pub fn texts(&mut self) -> Vec<String> {
        let mut texts = Vec::new();
        let _ = self.0.find(|candidate: Candidate<'_>| {
            match candidate {
                Candidate::Text { content, .. } => texts.push(content.to_owned()),
                Candidate::TextInput { state, .. } => texts.push(state.text().to_owned()),
                _ => {}
            }
            None::<()>
        });
        texts
    }

    /// Where a text stands.
    pub fn bounds(&mut self, text: &str) -> Option<Rectangle> {
        let found = self.0.find(|candidate: Candidate<'_>| match candidate {
            Candidate::Text { content, bounds, .. } if content == text => Some(bounds),
            _ => None,
        });
        found.ok()
    }

    /// What is written in a field.
    pub fn written(&mut self, field: &'static str) -> Option<String> {
        let field = iced::widget::Id::new(field);
        let found = self.0.find(move |candidate: Candidate<'_>| match candidate {
            Candidate::TextInput { id, state, .. } if id == Some(&field) => Some(state.text().to_owned()),
            _ => None,
        });
        found.ok()
    }

    /// Clicks on a text.
    pub fn click(mut self, text: &str) -> Vec<Message> {
        let _ = self.0.click(text).unwrap_or_else(|_| panic!("{text:?} is not among {:?}", self.texts()));
        self.0.into_messages().collect()
    }

    /// Presses Enter in a field.
    pub fn enter(mut self, field: &'static str) -> Vec<Message> {
        let _ = self.0.click(selector::id(field)).unwrap_or_else(|_| panic!("there is no field {field}"));
        let _ = self.0.tap_key(iced::keyboard::key::Named::Enter);
        self.0.into_messages().collect()
    }

    /// Writes into a field.
    pub fn write(mut self, field: &'static str, text: &str) -> Vec<Message> {
        let _ = self.0.click(selector::id(field)).unwrap_or_else(|_| panic!("there is no field {field}"));
        let _ = self.0.typewrite(text);
        self.0.into_messages().collect()
    }
}

/// Whether all these words are among the texts, each as a whole text.
#[track_caller]
pub fn has(texts: &[String], words: &[&str]) {
    for word in words {
        assert!(texts.iter().any(|text| text == word), "{word:?} is not among {texts:#?}");
    }
}

/// Whether none of these words is among the texts.
#[track_caller]
pub fn lacks(texts: &[String], words: &[&str]) {
    for word in words {
        assert!(texts.iter().all(|text| text != word), "{word:?} is among {texts:#?}");
    }
}
