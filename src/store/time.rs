//! Times as the files write them: RFC 3339 in UTC, to the millisecond.

use jiff::Timestamp;

use crate::news::mark::Millis;

/// The time as text. One after the year 9999, which RFC 3339 cannot write, is given as the last one before.
pub(super) fn to_text(time: Millis) -> String {
    i64::try_from(time.0)
        .ok()
        .and_then(|millis| Timestamp::from_millisecond(millis).ok())
        .unwrap_or(Timestamp::MAX)
        .to_string()
}

/// Reads a time with any offset; `None` for anything else, and for times before 1970.
pub(super) fn from_text(text: &str) -> Option<Millis> {
    let time: Timestamp = text.parse().ok()?;
    u64::try_from(time.as_millisecond()).ok().map(Millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_to_the_millisecond_and_read_with_any_offset() {
        let time = Millis(1_557_187_200_123);
        assert_eq!(to_text(time), "2019-05-07T00:00:00.123Z");
        assert_eq!(from_text("2019-05-07T09:00:00.123+09:00"), Some(time));
        assert_eq!(from_text("2019-05-07"), None);
        assert_eq!(from_text("1969-12-31T23:59:59Z"), None);
        assert!(to_text(Millis(u64::MAX)).starts_with("9999-12-30"));
    }
}
