//! When an article was published.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// A day of the Gregorian calendar, with the time where it is known. Ordered by instant; where no offset is given,
/// the time counts as UTC, and where no time is given, as midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Date {
    /// The year.
    pub year: i16,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day of the month, from 1.
    pub day: u8,
    /// The time of the day.
    pub time: Option<Time>,
}

/// A time of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Time {
    /// The hour, 0 to 23.
    pub hour: u8,
    /// The minute, 0 to 59.
    pub minute: u8,
    /// The second, 0 to 59.
    pub second: u8,
    /// How many minutes local time is ahead of UTC, where that is known.
    pub offset: Option<i16>,
}

impl Date {
    /// Days since 1970-01-01 (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`).
    #[must_use]
    pub fn days(self) -> i64 {
        let (month, day) = (i64::from(self.month), i64::from(self.day));
        let year = i64::from(self.year) - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }

    /// The day that is so many days after 1970-01-01 (the same, `civil_from_days`); years beyond those of an [`i16`] are
    /// the last of them.
    #[must_use]
    pub fn of_days(days: i64) -> Self {
        let days = days + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 {
            shifted + 3
        } else {
            shifted - 9
        };
        let year = year + era * 400 + i64::from(month <= 2);
        Self {
            year: i16::try_from(year).unwrap_or(if year < 0 { i16::MIN } else { i16::MAX }),
            month: u8::try_from(month).unwrap_or(1),
            day: u8::try_from(day).unwrap_or(1),
            time: None,
        }
    }

    /// Seconds since 1970-01-01T00:00Z.
    #[must_use]
    pub fn seconds(self) -> i64 {
        let of_day = self.time.map_or(0, |t| {
            i64::from(t.hour) * 3600 + i64::from(t.minute) * 60 + i64::from(t.second)
                - i64::from(t.offset.unwrap_or(0)) * 60
        });
        self.days() * 86_400 + of_day
    }

    /// The day alone: `2019-05-07`.
    #[must_use]
    pub fn day(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Ord for Date {
    fn cmp(&self, other: &Self) -> Ordering {
        let known = |date: &Self| date.time.map(|t| (t.offset.is_some(), t.offset));
        self.seconds()
            .cmp(&other.seconds())
            .then_with(|| known(self).cmp(&known(other)))
            .then_with(|| self.days().cmp(&other.days()))
    }
}

impl PartialOrd for Date {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Date {
    /// RFC 3339 as far as it is known: `2019-05-07`, `2019-05-07T10:04:00`, `2019-05-07T10:04:00+09:00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.day())?;
        let Some(time) = self.time else { return Ok(()) };
        write!(f, "T{:02}:{:02}:{:02}", time.hour, time.minute, time.second)?;
        match time.offset {
            None => Ok(()),
            Some(0) => f.write_str("Z"),
            Some(offset) => {
                let sign = if offset < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60)
            }
        }
    }
}

impl FromStr for Date {
    type Err = ();

    /// Reads what [`Display`](fmt::Display) writes, and nothing else.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (day, time) = text
            .split_once('T')
            .map_or((text, None), |(day, time)| (day, Some(time)));
        // A year before 0 begins with a hyphen itself.
        let (rest, of_month) = day.rsplit_once('-').ok_or(())?;
        let (year, month) = rest.rsplit_once('-').ok_or(())?;
        let date = Self {
            year: year.parse().map_err(|_| ())?,
            month: number(month)?,
            day: number(of_month)?,
            time: time.map(read_time).transpose()?,
        };
        if (1..=12).contains(&date.month) && (1..=31).contains(&date.day) {
            Ok(date)
        } else {
            Err(())
        }
    }
}

fn read_time(text: &str) -> Result<Time, ()> {
    let (clock, rest) = text.split_at_checked(8).ok_or(())?;
    let parts: Vec<&str> = clock.split(':').collect();
    let [hour, minute, second] = parts.as_slice() else {
        return Err(());
    };
    let offset = match (rest, rest.split_at_checked(1)) {
        ("", _) => None,
        ("Z", _) => Some(0),
        (_, Some((sign @ ("+" | "-"), ahead))) => {
            let (hours, minutes) = ahead.split_once(':').ok_or(())?;
            let minutes = i16::from(number(hours)?) * 60 + i16::from(number(minutes)?);
            Some(if sign == "-" { -minutes } else { minutes })
        }
        _ => return Err(()),
    };
    Ok(Time {
        hour: number(hour)?,
        minute: number(minute)?,
        second: number(second)?,
        offset,
    })
}

/// A number of two digits.
fn number(text: &str) -> Result<u8, ()> {
    if text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().map_err(|_| ())
    } else {
        Err(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i16, month: u8, day: u8) -> Date {
        Date {
            year,
            month,
            day,
            time: None,
        }
    }

    #[test]
    fn days_count_from_the_epoch_over_leap_years() {
        assert_eq!(date(1970, 1, 1).days(), 0);
        assert_eq!(date(2000, 3, 1).days(), 11_017);
        assert_eq!(date(1969, 12, 31).days(), -1);
        assert_eq!(date(2019, 5, 7).days(), 18_023);
    }

    #[test]
    fn a_day_is_known_again_by_its_number() {
        for days in (-800_000..3_000_000).step_by(97) {
            assert_eq!(Date::of_days(days).days(), days);
        }
        assert_eq!(Date::of_days(11_016), date(2000, 2, 29));
    }

    #[test]
    fn what_is_printed_is_read_again() {
        let clock = |offset| Time {
            hour: 23,
            minute: 4,
            second: 9,
            offset,
        };
        for time in [
            None,
            Some(None),
            Some(Some(0)),
            Some(Some(540)),
            Some(Some(-210)),
        ] {
            for year in [-12, 7, 2019] {
                let date = Date {
                    time: time.map(clock),
                    ..date(year, 5, 8)
                };
                assert_eq!(date.to_string().parse(), Ok(date), "{date}");
            }
        }
        for text in [
            "",
            "2019",
            "2019-5-7",
            "2019-13-01",
            "2019-05-07T",
            "2019-05-07T1:2:3",
            "é-é-éé",
        ] {
            assert_eq!(text.parse::<Date>(), Err(()), "{text}");
        }
    }

    #[test]
    fn an_offset_moves_the_instant_and_is_printed() {
        let time = Time {
            hour: 8,
            minute: 0,
            second: 0,
            offset: Some(540),
        };
        let tokyo = Date {
            time: Some(time),
            ..date(2019, 5, 8)
        };
        assert!(tokyo < date(2019, 5, 8));
        assert_eq!(tokyo.to_string(), "2019-05-08T08:00:00+09:00");
    }
}
