//! The fonts, bundled so that every machine shows the same.

use iced::{Font, font::Weight};

/// Our words.
pub const WORDS: Font = Font::with_name("Inter");
/// Our words that head something.
pub const STRONG: Font = Font { weight: Weight::Semibold, ..WORDS };
/// What came over the wire, in a face without ligatures: what is two characters must look like two.
pub const WIRE: Font = Font::with_name("Hack");

/// The font files, to be given to the application.
pub const FILES: [&[u8]; 3] = [
    include_bytes!("../../../assets/fonts/Inter-Regular.otf"),
    include_bytes!("../../../assets/fonts/Inter-SemiBold.otf"),
    include_bytes!("../../../assets/fonts/Hack-Regular.ttf"),
];
