//! Languages as the reader tells them apart.

use std::fmt;

/// A language: the four the program sets by rules of their own, and every other by its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lang {
    /// English.
    En,
    /// Japanese.
    Ja,
    /// Korean.
    Ko,
    /// Chinese in simplified characters.
    ZhHans,
    /// Chinese in traditional characters.
    ZhHant,
    /// Another language by its ISO 639 code, two or three lower-case letters; [`Lang::UNKNOWN`] where none is known.
    Other(Code),
}

/// An ISO 639 code of two or three lower-case letters, padded with a space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code([u8; 3]);

impl Lang {
    /// Undetermined: `und` in BCP 47.
    pub const UNKNOWN: Self = Self::Other(Code(*b"und"));

    /// Reads a BCP 47 tag, an ISO 639 code or an English language name (`ja`, `ja-JP`, `zh_TW`, `zh-Hant`, `jpn`,
    /// `Japanese`); `None` for anything else.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        let tag = tag.trim().to_ascii_lowercase().replace('_', "-");
        let (first, rest) = tag.split_once('-').unwrap_or((&tag, ""));
        Some(match first {
            "en" | "eng" | "english" => Self::En,
            "ja" | "jp" | "jpn" | "japanese" => Self::Ja,
            "ko" | "kr" | "kor" | "korean" => Self::Ko,
            "zh" | "zho" | "chi" | "cmn" | "yue" | "chinese" => {
                let traditional = ["hant", "tw", "hk", "mo"];
                if rest.split('-').any(|part| traditional.contains(&part)) {
                    Self::ZhHant
                } else {
                    Self::ZhHans
                }
            }
            code => {
                let letters = code.bytes().all(|b| b.is_ascii_lowercase());
                match (letters, code.as_bytes()) {
                    (true, &[a, b]) => Self::Other(Code([a, b, b' '])),
                    (true, &[a, b, c]) => Self::Other(Code([a, b, c])),
                    _ => return None,
                }
            }
        })
    }

    /// The ISO 639 code: `ja`, `ko`, `zh` for both scripts, `en`, or the other code.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::En => "en",
            Self::Ja => "ja",
            Self::Ko => "ko",
            Self::ZhHans | Self::ZhHant => "zh",
            Self::Other(Code(bytes)) => std::str::from_utf8(bytes).unwrap_or("und").trim_end(),
        }
    }

    /// The code in capitals, as the library list shows it; two question marks where the language is unknown.
    #[must_use]
    pub fn badge(&self) -> String {
        if *self == Self::UNKNOWN {
            "??".to_owned()
        } else {
            self.code().to_ascii_uppercase()
        }
    }

    /// Whether its text is set in ideographs or syllable blocks of two cells.
    #[must_use]
    pub fn is_cjk(&self) -> bool {
        matches!(self, Self::Ja | Self::Ko | Self::ZhHans | Self::ZhHant)
    }

    /// Whether it is Chinese in either script.
    #[must_use]
    pub fn is_chinese(&self) -> bool {
        matches!(self, Self::ZhHans | Self::ZhHant)
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ZhHans => f.write_str("zh-Hans"),
            Self::ZhHant => f.write_str("zh-Hant"),
            other => f.write_str(other.code()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_codes_and_names_are_read() {
        for (tag, lang) in [
            ("ja-JP", Lang::Ja),
            ("kor", Lang::Ko),
            ("zh_TW", Lang::ZhHant),
            ("zh-Hant-HK", Lang::ZhHant),
            ("zh", Lang::ZhHans),
            ("English", Lang::En),
        ] {
            assert_eq!(Lang::parse(tag), Some(lang), "{tag}");
        }
        assert_eq!(
            Lang::parse("de").map(|lang| lang.badge()),
            Some("DE".to_owned())
        );
        assert_eq!(Lang::parse("klingonish"), None);
        assert_eq!(Lang::UNKNOWN.badge(), "??");
    }
}
