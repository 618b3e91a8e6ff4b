//! How much of a text is written in which script.

use super::han::Evidence;
use crate::text::lang::Lang;

/// What a text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    /// Ideographs, kana or Hangul.
    Cjk,
    /// Latin letters.
    Latin,
    /// One of the scripts that stand for a language.
    Other(Alphabet),
}

/// Scripts that stand for a language, unless a hint names another one that uses them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alphabet {
    Cyrillic,
    Greek,
    Hebrew,
    Arabic,
    Thai,
    Devanagari,
}

impl Alphabet {
    const ALL: [Self; 6] = [
        Self::Cyrillic,
        Self::Greek,
        Self::Hebrew,
        Self::Arabic,
        Self::Thai,
        Self::Devanagari,
    ];

    /// The code points of its letters and marks (Unicode block names of the same name, with their supplements).
    fn of(c: char) -> Option<Self> {
        match c {
            '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Some(Self::Greek),
            '\u{400}'..='\u{52f}' => Some(Self::Cyrillic),
            '\u{590}'..='\u{5ff}' => Some(Self::Hebrew),
            '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' => Some(Self::Arabic),
            '\u{900}'..='\u{97f}' => Some(Self::Devanagari),
            '\u{e00}'..='\u{e7f}' => Some(Self::Thai),
            _ => None,
        }
    }

    /// The languages written in it, the likeliest first.
    fn codes(self) -> &'static [&'static str] {
        match self {
            Self::Cyrillic => &[
                "ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "tg", "tt", "mn",
            ],
            Self::Greek => &["el"],
            Self::Hebrew => &["he", "yi"],
            Self::Arabic => &["ar", "fa", "ur", "ps", "ug"],
            Self::Thai => &["th"],
            Self::Devanagari => &["hi", "mr", "ne", "sa"],
        }
    }

    /// Its language: the hinted one where that is written in it, else the likeliest.
    pub(super) fn lang(self, hint: Option<Lang>) -> Lang {
        let codes = self.codes();
        hint.filter(|hint| codes.contains(&hint.code()))
            .or_else(|| codes.first().and_then(|code| Lang::parse(code)))
            .unwrap_or(Lang::UNKNOWN)
    }
}

impl Script {
    /// The script a language is written in; Latin where nothing else is known.
    pub(super) fn of_lang(lang: Lang) -> Self {
        if lang.is_cjk() {
            return Self::Cjk;
        }
        Alphabet::ALL
            .into_iter()
            .find(|alphabet| alphabet.codes().contains(&lang.code()))
            .map_or(Self::Latin, Self::Other)
    }
}

/// The letters of a text by script. Addresses (`https://…`, `www.…`, `a@b`) are left out.
#[derive(Clone, Debug, Default)]
pub(super) struct Census {
    /// Latin letters.
    pub latin: usize,
    /// Words of Latin letters without a capital: prose has them, names and products do not.
    pub lower_words: usize,
    /// Latin letters in such words.
    lower: usize,
    hiragana: usize,
    katakana: usize,
    /// Hangul syllables and letters.
    pub hangul: usize,
    /// Ideographs.
    pub han: usize,
    /// Which Chinese script they speak for.
    pub han_evidence: Evidence,
    others: [usize; Alphabet::ALL.len()],
}

impl Census {
    /// Counts the letters of a text.
    pub(super) fn of(text: &str) -> Self {
        let mut census = Self::default();
        // Bytes left after the ASCII run looked at last: a run is looked at once, however long it is.
        let mut looked_at = usize::MAX;
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let mut taken = 0;
            if c.is_ascii_graphic() && rest.len() < looked_at {
                let end = rest.find(|c: char| !c.is_ascii_graphic());
                let (run, after) = rest.split_at(end.unwrap_or(rest.len()));
                looked_at = after.len();
                if is_address(run) {
                    taken = run.len();
                }
            }
            if taken == 0 {
                taken = if is_latin(c) {
                    census.word(rest)
                } else {
                    census.letter(c);
                    c.len_utf8()
                };
            }
            rest = rest.get(taken..).unwrap_or_default();
        }
        census
    }

    /// Counts the Latin word that `rest` begins with; gives its bytes.
    fn word(&mut self, rest: &str) -> usize {
        let end = rest.find(|c| !is_latin(c)).unwrap_or(rest.len());
        let word = rest.split_at(end).0;
        let letters = word.chars().count();
        self.latin += letters;
        if letters > 1 && !word.chars().any(char::is_uppercase) {
            self.lower += letters;
            self.lower_words += 1;
        }
        end
    }

    fn letter(&mut self, c: char) {
        match c {
            '\u{3041}'..='\u{309f}' => self.hiragana += 1,
            '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' | '\u{ff66}'..='\u{ff9d}' => {
                self.katakana += 1;
            }
            '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}' | '\u{ac00}'..='\u{d7a3}' => {
                self.hangul += 1;
            }
            '々'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}' => {
                self.han += 1;
                self.han_evidence.add(c);
            }
            _ => {
                if let Some(alphabet) = Alphabet::of(c)
                    && let Some(count) = self.others.get_mut(alphabet as usize)
                {
                    *count += 1;
                }
            }
        }
    }

    /// How many kana there are.
    pub(super) fn kana(&self) -> usize {
        self.hiragana + self.katakana
    }

    /// The script the text is mainly written in; `None` where it has no letter of a known one.
    ///
    /// The weights say how much of a sentence a character is: an ideograph or syllable two and a half letters of
    /// prose. Capitalized Latin words count an eighth, for they are mostly names, which stand in texts of any script;
    /// so does katakana less than hiragana, the grammar of Japanese. Chosen by hand on the table of the tests.
    pub(super) fn main_script(&self) -> Option<Script> {
        let cjk = 28 * self.hiragana + 6 * self.katakana + 20 * (self.hangul + self.han);
        let latin = 8 * self.lower + (self.latin - self.lower);
        let others = Alphabet::ALL.into_iter().zip(self.others);
        let (alphabet, most) = others.max_by_key(|(_, count)| *count)?;
        let other = 8 * most;
        if cjk + latin + other == 0 {
            None
        } else if cjk >= latin.max(other) {
            Some(Script::Cjk)
        } else if latin >= other {
            Some(Script::Latin)
        } else {
            Some(Script::Other(alphabet))
        }
    }
}

fn is_address(run: &str) -> bool {
    run.contains("://")
        || run.starts_with("www.")
        || run
            .split_once('@')
            .is_some_and(|(_, host)| host.contains('.'))
}

/// Whether a character is a Latin letter (ASCII, Latin-1, Latin Extended, full width).
fn is_latin(c: char) -> bool {
    match c {
        'a'..='z' | 'A'..='Z' | 'ａ'..='ｚ' | 'Ａ'..='Ｚ' => true,
        '×' | '÷' => false,
        _ => matches!(c, 'ª' | 'º' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}'),
    }
}

/// Whether a character may stand in a text of Latin letters: those, and what of ASCII and of Latin marks is between.
pub(super) fn is_latin_text(c: char) -> bool {
    c.is_ascii() || is_latin(c) || matches!(c, '\u{300}'..='\u{36f}' | '‘'..='”')
}
