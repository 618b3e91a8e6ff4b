//! The dates of a query: `2018..2019`, `<30d`, `>2019-05`.

use super::ast::When;
use crate::news::date::Date;

/// The last day that can be written with a year of four digits, 9999-12-31.
const LAST: i64 = 2_932_896;
/// A week, a month and a year, in days. An age need not be exact, and these need no calendar.
const UNITS: [(char, u32); 4] = [('d', 1), ('w', 7), ('m', 30), ('y', 365)];

/// What is wrong with a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// It is none.
    Form,
    /// It ends before it begins.
    Backwards,
}

/// What `date:` asks, of a folded value.
pub(super) fn when(value: &str) -> Result<When, Wrong> {
    let (sign, rest) = sign(value);
    if let Some(days) = age(rest) {
        return Ok(match sign {
            Some('>') => When::Older(days),
            _ => When::Younger(days),
        });
    }
    if let Some((from, until)) = rest.split_once("..").filter(|_| sign.is_none()) {
        let end = |text: &str| match text.trim_matches('.') {
            "" => Ok(None),
            text => period(text).map(Some).ok_or(Wrong::Form),
        };
        let (from, until) = (end(from)?, end(until)?);
        return match (from.map(|period| period.0), until.map(|period| period.1)) {
            (None, None) => Err(Wrong::Form),
            (Some(from), Some(until)) if until <= from => Err(Wrong::Backwards),
            (None, Some(until)) => Ok(When::Between(None, Some(until.min(LAST)))),
            (from, until) => Ok(When::Between(from, until)),
        };
    }
    let (first, next) = period(rest).ok_or(Wrong::Form)?;
    let after = next.min(LAST);
    let or_equal = value.get(1..).is_some_and(|rest| rest.starts_with('='));
    Ok(match (sign, or_equal) {
        (Some('>'), false) => When::Between(Some(after), None),
        (Some('>'), true) => When::Between(Some(first), None),
        (Some(_), false) => When::Between(None, Some(first)),
        (Some(_), true) => When::Between(None, Some(after)),
        (None, _) => When::Between(Some(first), Some(next)),
    })
}

/// What `after:` asks: from the first day of it on.
pub(super) fn after(value: &str) -> Result<When, Wrong> {
    let (first, _) = period(value).ok_or(Wrong::Form)?;
    Ok(When::Between(Some(first), None))
}

/// What `before:` asks: until the day before it.
pub(super) fn before(value: &str) -> Result<When, Wrong> {
    let (first, _) = period(value).ok_or(Wrong::Form)?;
    Ok(When::Between(None, Some(first)))
}

fn sign(value: &str) -> (Option<char>, &str) {
    match value.strip_prefix(['<', '>']) {
        Some(rest) => (value.chars().next(), rest.strip_prefix('=').unwrap_or(rest)),
        None => (None, value),
    }
}

fn age(text: &str) -> Option<u32> {
    let (_, days) = UNITS.into_iter().find(|(unit, _)| text.ends_with(*unit))?;
    let digits = text.get(..text.len() - 1)?;
    let is_number = digits.len() < 7 && digits.bytes().all(|b| b.is_ascii_digit());
    digits
        .parse::<u32>()
        .ok()
        .filter(|_| is_number)
        .map(|number| number * days)
}

/// The first day of a year, month or day (`2019`, `2019-05`, `2019/5/7`), and the one after its last, in days since
/// 1970-01-01. A separator at the end waits for what follows.
fn period(text: &str) -> Option<(i64, i64)> {
    let mut parts = text.split(['-', '/', '.']);
    let year = parts.next().filter(|year| year.len() == 4)?;
    let mut next = || match parts.next() {
        None | Some("") => Some(None),
        Some(part) if part.len() <= 2 => part.parse::<u8>().ok().map(Some),
        Some(_) => None,
    };
    let (month, day) = (next()?, next()?);
    if parts.next().is_some() || month.is_none() && day.is_some() {
        return None;
    }
    let year = year.parse().ok().filter(|year| *year > 0)?;
    let first = |year, month, day| {
        let time = None;
        Date {
            year,
            month,
            day,
            time,
        }
        .days()
    };
    if month.is_some_and(|month| !(1..=12).contains(&month)) {
        return None;
    }
    let begin = first(year, month.unwrap_or(1), 1);
    let end = match month {
        None | Some(12) => first(year + 1, 1, 1),
        Some(month) => first(year, month + 1, 1),
    };
    match day {
        None => Some((begin, end)),
        Some(day) => {
            let own = begin + i64::from(day) - 1;
            (day > 0 && own < end).then_some((own, own + 1))
        }
    }
}
