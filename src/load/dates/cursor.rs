//! The words and numbers of a date, read from the left.

use crate::news::date::Time;
use crate::text::months::month;

/// Zones by name with their minutes ahead of UTC: RFC 2822 section 4.3, and Japan's and Korea's.
const ZONES: [(&str, i16); 13] = [
    ("z", 0),
    ("ut", 0),
    ("utc", 0),
    ("gmt", 0),
    ("est", -300),
    ("edt", -240),
    ("cst", -360),
    ("cdt", -300),
    ("mst", -420),
    ("mdt", -360),
    ("pst", -480),
    ("pdt", -420),
    ("jst", 540),
];

/// A number, a word or a sign of a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// Digits, with how many there were.
    Number(u64, usize),
    /// Letters of one script.
    Word(String),
    /// Anything else that is not white space.
    Sign(char),
}

/// The tokens of a date; `None` where the text is too long to be one.
pub(super) fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut found = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        let same: fn(&char) -> bool = if c.is_ascii_digit() {
            char::is_ascii_digit
        } else if c.is_ascii_alphabetic() {
            char::is_ascii_alphabetic
        } else if c.is_alphabetic() {
            |c| c.is_alphabetic() && !c.is_ascii()
        } else {
            found.push(Token::Sign(c));
            continue;
        };
        let mut run = String::from(c);
        while let Some(next) = chars.next_if(same) {
            run.push(next);
        }
        found.push(if c.is_ascii_digit() {
            Token::Number(run.parse().ok()?, run.len())
        } else {
            Token::Word(run)
        });
        if found.len() > 32 {
            return None;
        }
    }
    Some(found)
}

/// Reads tokens from the left.
pub(super) struct Cursor<'a> {
    tokens: &'a [Token],
    at: usize,
}

impl<'a> Cursor<'a> {
    /// Stands before the first token.
    pub(super) fn new(tokens: &'a [Token]) -> Self {
        Self { tokens, at: 0 }
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    /// Whether every token was read.
    pub(super) fn is_done(&self) -> bool {
        self.at >= self.tokens.len()
    }

    fn sign(&mut self, any_of: &str) -> Option<char> {
        match self.peek() {
            Some(Token::Sign(c)) if any_of.contains(*c) => {
                let c = *c;
                self.at += 1;
                Some(c)
            }
            _ => None,
        }
    }

    fn word(&mut self, any_of: &[&str]) -> bool {
        let hit = matches!(self.peek(), Some(Token::Word(word)) if any_of.contains(&word.as_str()));
        self.at += usize::from(hit);
        hit
    }

    fn number<T: TryFrom<u64>>(&mut self, digits: std::ops::RangeInclusive<usize>) -> Option<T> {
        match self.peek() {
            Some(Token::Number(value, count)) if digits.contains(count) => {
                let value = T::try_from(*value).ok()?;
                self.at += 1;
                Some(value)
            }
            _ => None,
        }
    }

    fn month_name(&mut self) -> Option<u8> {
        let Some(Token::Word(word)) = self.peek() else {
            return None;
        };
        let number = month(word)?;
        self.at += 1;
        self.sign(".");
        Some(number)
    }

    /// Passes a weekday in English.
    pub(super) fn skip_weekday(&mut self) {
        const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let hit = matches!(self.peek(), Some(Token::Word(word)) if DAYS.iter().any(|day| word.starts_with(day)));
        if hit {
            self.at += 1;
            self.sign(".");
            self.sign(",");
        }
    }

    /// The year, month and day; whether there is such a day is not looked at.
    pub(super) fn day(&mut self) -> Option<(i16, u8, u8)> {
        if let Some(month) = self.month_name() {
            let day = self.number(1..=2)?;
            self.word(&["st", "nd", "rd", "th"]);
            self.sign(",");
            return Some((self.number(4..=4)?, month, day));
        }
        if let Some(day) = self.number::<u8>(1..=2) {
            self.sign("-");
            let month = self.month_name()?;
            self.sign("-,");
            return Some((self.number(4..=4)?, month, day));
        }
        if let Some(whole) = self.number::<u32>(8..=8) {
            let part = |value: u32| u8::try_from(value % 100).ok();
            let year = i16::try_from(whole / 10_000).ok()?;
            return Some((year, part(whole / 100)?, part(whole)?));
        }
        let year = self.number(4..=4)?;
        if self.word(&["年", "년"]) {
            let month = self.number(1..=2)?;
            self.word(&["月", "월"]).then_some(())?;
            let day = self.number(1..=2)?;
            self.word(&["日", "일", "号", "號"]).then_some(())?;
            return Some((year, month, day));
        }
        let sign = self.sign("-/.")?;
        let month = self.number(1..=2)?;
        self.sign(&sign.to_string())?;
        let day = self.number(1..=2)?;
        if sign == '.' {
            self.sign(".");
        }
        Some((year, month, day))
    }

    /// The time of the day and its zone.
    pub(super) fn time(&mut self) -> Option<Time> {
        self.sign(",");
        self.word(&["t"]);
        let early = self.word(&["午前", "오전", "上午"]);
        let late = self.word(&["午後", "午后", "오후", "下午"]);
        let mut hour: u8 = self.number(1..=2)?;
        let mut second = 0;
        let minute = if self.word(&["時", "时", "시"]) {
            let minute = self.number(1..=2).unwrap_or(0);
            self.word(&["分", "분"]);
            minute
        } else {
            self.sign(":")?;
            let minute: u8 = self.number(2..=2)?;
            if self.sign(":").is_some() {
                second = self.number(2..=2)?;
                if self.sign(".,").is_some() {
                    self.number::<u64>(1..=19)?;
                }
            }
            minute
        };
        let early = early || self.word(&["am"]);
        let late = late || self.word(&["pm"]);
        if early || late {
            (1..=12).contains(&hour).then_some(())?;
            hour = hour % 12 + if late { 12 } else { 0 };
        }
        let offset = self.offset()?;
        // A leap second has no place of its own in `Time`.
        (hour < 24 && minute < 60 && second <= 60).then_some(Time {
            hour,
            minute,
            second: second.min(59),
            offset,
        })
    }

    /// The zone: the outer `None` is a wrong one, the inner a missing one.
    fn offset(&mut self) -> Option<Option<i16>> {
        if let Some(Token::Word(word)) = self.peek() {
            let kst = (word == "kst").then_some(540);
            let named = ZONES.iter().find(|(name, _)| name == word);
            let offset = kst.or(named.map(|(_, offset)| *offset))?;
            self.at += 1;
            return Some(Some(offset));
        }
        let Some(sign) = self.sign("+-\u{2212}") else {
            return Some(None);
        };
        let (hours, minutes) = if let Some(both) = self.number::<i16>(4..=4) {
            (both / 100, both % 100)
        } else {
            let hours = self.number(2..=2)?;
            self.sign(":");
            (hours, self.number(2..=2).unwrap_or(0))
        };
        (hours < 24 && minutes < 60).then_some(())?;
        let ahead = hours * 60 + minutes;
        Some(Some(if sign == '+' { ahead } else { -ahead }))
    }
}
