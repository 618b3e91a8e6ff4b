//! What a figure says: an amount of something, or a day of the calendar.

use std::fmt;

use crate::text::months::MONTHS;

/// What a figure says. Equal values are equal evidence, whatever they are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// So much of something.
    Number {
        /// How much.
        amount: Amount,
        /// Of what.
        unit: Unit,
    },
    /// A day, a month or a year.
    Date(When),
}

/// An exact decimal number in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(i128);

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Nothing is said, or things of any kind.
    Plain,
    /// Hundredths of a whole.
    Percent,
    /// Persons.
    People,
    /// Firms.
    Companies,
    /// Years as a length of time.
    Years,
    /// Months as a length of time.
    Months,
    /// Weeks.
    Weeks,
    /// Days as a length of time.
    Days,
    /// Hours as a length of time.
    Hours,
    /// How many times as much.
    Times,
    /// Money.
    Money(Currency),
}

/// A currency, named by its ISO 4217 code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the codes say what they are")]
pub enum Currency {
    Usd,
    Jpy,
    Krw,
    Cny,
    Eur,
    Gbp,
    Hkd,
    Twd,
}

/// A day, month or year, as far as the text gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct When {
    /// The year.
    pub year: Year,
    /// The month, 1 to 12.
    pub month: Option<u8>,
    /// The day of the month, 1 to 31.
    pub day: Option<u8>,
}

/// How a text gives a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Year {
    /// Not at all: the one in which the date is nearest to the day of publication.
    Unsaid,
    /// As the year before the one of publication: `去年4月`.
    Last,
    /// By its number in the Gregorian calendar.
    Given(i16),
}

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// Millionths in one.
    const ONE: i128 = 1_000_000;
    /// No amount is larger: 10^21, so that sums and products stay far from the end of an `i128`.
    const MAX: i128 = 1_000_000_000_000_000_000_000 * Self::ONE;

    /// A whole number; `None` where it is out of range (larger than 10^21 either way).
    #[must_use]
    pub fn whole(number: i128) -> Option<Self> {
        number.checked_mul(Self::ONE).and_then(Self::checked)
    }

    /// A number of millionths; `None` where it is out of range.
    pub(super) fn checked(millionths: i128) -> Option<Self> {
        (millionths.checked_abs()? <= Self::MAX).then_some(Self(millionths))
    }

    /// The sum, in range.
    pub(super) fn plus(self, other: Self) -> Option<Self> {
        Self::checked(self.0.checked_add(other.0)?)
    }

    /// So many times as much, in range.
    pub(super) fn times(self, factor: i128) -> Option<Self> {
        Self::checked(self.0.checked_mul(factor)?)
    }

    /// The number in millionths.
    #[must_use]
    pub fn millionths(self) -> i128 {
        self.0
    }

    /// The number where it is whole.
    #[must_use]
    pub fn as_whole(self) -> Option<i128> {
        (self.0 % Self::ONE == 0).then_some(self.0 / Self::ONE)
    }
}

impl fmt::Display for Amount {
    /// In words of scale where at most three decimals are left (`61 billion`, `1.2 trillion`), else in digits
    /// (`1,000`, `12.5`).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SCALES: [(&str, i128); 3] = [
            (" trillion", 1_000_000_000_000),
            (" billion", 1_000_000_000),
            (" million", 1_000_000),
        ];
        let fits = |scale: i128| self.0.abs() >= scale * Self::ONE && self.0 % (scale * 1000) == 0;
        let (name, scale) = SCALES
            .into_iter()
            .find(|(_, scale)| fits(*scale))
            .unwrap_or(("", 1));
        let (unit, sign) = (scale * Self::ONE, if self.0 < 0 { "-" } else { "" });
        let (whole, rest) = (self.0.abs() / unit, self.0.abs() % unit);
        write!(f, "{sign}{}", grouped(whole))?;
        if rest > 0 {
            let width = if scale == 1 { 6 } else { 3 };
            let digits = rest / (unit / 10_i128.pow(width));
            let decimals = format!("{digits:0width$}", width = width as usize);
            write!(f, ".{}", decimals.trim_end_matches('0'))?;
        }
        f.write_str(name)
    }
}

/// Digits with a comma before every group of three.
fn grouped(number: i128) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

impl Currency {
    /// The ISO 4217 code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Usd => "USD",
            Self::Jpy => "JPY",
            Self::Krw => "KRW",
            Self::Cny => "CNY",
            Self::Eur => "EUR",
            Self::Gbp => "GBP",
            Self::Hkd => "HKD",
            Self::Twd => "TWD",
        }
    }
}

impl fmt::Display for Value {
    /// As the reader is shown it: `61 billion USD`, `80 %`, `7 people`, `2019-05-07`, `2019-05`, `May 7`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (amount, unit) = match self {
            Self::Date(when) => return when.fmt(f),
            Self::Number { amount, unit } => (amount, unit),
        };
        amount.fmt(f)?;
        let (one, many) = match unit {
            Unit::Plain => return Ok(()),
            Unit::Percent => ("%", "%"),
            Unit::People => ("person", "people"),
            Unit::Companies => ("company", "companies"),
            Unit::Years => ("year", "years"),
            Unit::Months => ("month", "months"),
            Unit::Weeks => ("week", "weeks"),
            Unit::Days => ("day", "days"),
            Unit::Hours => ("hour", "hours"),
            Unit::Times => ("times", "times"),
            Unit::Money(currency) => (currency.code(), currency.code()),
        };
        let is_one = amount.as_whole() == Some(1);
        write!(f, " {}", if is_one { one } else { many })
    }
}

impl fmt::Display for When {
    /// ISO 8601 as far as the year is known, else in words: `2019-05-07`, `2019-05`, `2019`, `May 7`, `May`, `day 7`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Year::Given(year) = self.year {
            return match (self.month, self.day) {
                (Some(month), Some(day)) => write!(f, "{year:04}-{month:02}-{day:02}"),
                (Some(month), None) => write!(f, "{year:04}-{month:02}"),
                _ => write!(f, "{year:04}"),
            };
        }
        let name = self
            .month
            .and_then(|month| MONTHS.get(usize::from(month).checked_sub(1)?));
        match (name, self.day) {
            (Some(name), Some(day)) => write!(f, "{name} {day}")?,
            (Some(name), None) => f.write_str(name)?,
            (None, Some(day)) => write!(f, "day {day}")?,
            (None, None) => return f.write_str("last year"),
        }
        match self.year {
            Year::Last => f.write_str(" last year"),
            Year::Unsaid | Year::Given(_) => Ok(()),
        }
    }
}
