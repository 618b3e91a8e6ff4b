//! What a date leaves unsaid, filled in from the day of publication.

use super::value::{Value, When, Year};
use crate::news::date::Date;

/// The value with its date in full, as a reader of that day understood it; without a day of publication, or for an
/// amount, the value itself.
///
/// A date without its year stands in the year, and a day without its month in the month, that brings it nearest to
/// the day of publication; of two that are equally near, the earlier. `去年` is the year before. News tells of what
/// has just been and of what is soon to be, so the nearest is right but for far plans and anniversaries.
#[must_use]
pub fn resolve(value: Value, published: Option<Date>) -> Value {
    match (value, published) {
        (Value::Date(when), Some(published)) => Value::Date(complete(when, published)),
        (value, _) => value,
    }
}

fn complete(when: When, published: Date) -> When {
    let year = published.year;
    match (when.year, when.month, when.day) {
        (Year::Given(_), ..) => when,
        (Year::Last, ..) => When {
            year: Year::Given(year.saturating_sub(1)),
            ..when
        },
        (Year::Unsaid, Some(month), day) => nearest(
            (-1..=1).map(|step| (year.saturating_add(step), month)),
            day,
            published,
        )
        .unwrap_or(when),
        (Year::Unsaid, None, Some(day)) => nearest(
            (-2..=2).filter_map(|step| shifted(year, published.month, step)),
            Some(day),
            published,
        )
        .unwrap_or(when),
        (Year::Unsaid, None, None) => when,
    }
}

/// The month `step` months on, where the calendar has one.
fn shifted(year: i16, month: u8, step: i16) -> Option<(i16, u8)> {
    let months = i32::from(year) * 12 + i32::from(month) - 1 + i32::from(step);
    let year = i16::try_from(months.div_euclid(12)).ok()?;
    let month = u8::try_from(months.rem_euclid(12) + 1).ok()?;
    Some((year, month))
}

/// The month among `months`, in order of time, whose day (its 15th where none is given) is nearest to `published`.
fn nearest(
    months: impl Iterator<Item = (i16, u8)>,
    day: Option<u8>,
    published: Date,
) -> Option<When> {
    let date = |year, month| Date {
        year,
        month,
        day: day.unwrap_or(15),
        time: None,
    };
    months
        .filter(|(year, month)| day.is_none_or(|day| day <= days_in(*year, *month)))
        .min_by_key(|(year, month)| (date(*year, *month).days() - published.days()).abs())
        .map(|(year, month)| When {
            year: Year::Given(year),
            month: Some(month),
            day,
        })
}

/// How many days a month has in the Gregorian calendar.
fn days_in(year: i16, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
