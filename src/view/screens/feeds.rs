//! Every subscription: what of it is unread, when it is asked again, and what is wrong with it.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::paint::{Canvas, Piece, Strip};
use super::super::parts::wrapped;
use super::super::theme::Role;
use super::{items, lit};
use crate::app::App;
use crate::app::feeds::{Subscribed, seconds, since, until};
use crate::app::screen::{Item, Screen};
use crate::text::lang::Lang;

/// The cells before what stands under a feed's name.
const INDENT: u16 = 2;

/// Draws the feeds.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, screen: &Screen, room: Rect) {
    let width = room.width.saturating_sub(3 + INDENT);
    let feeds: Vec<(usize, &Subscribed, Vec<String>)> = screen
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Feed(at) => {
                let feed = app.shelf.feeds.all.get(*at)?;
                Some((*at, feed, complaint(canvas, feed, width)))
            }
            _ => None,
        })
        .collect();
    let height = |at: usize| {
        let rows = feeds.get(at).map_or(0, |(.., complaint)| complaint.len());
        u16::try_from(rows).unwrap_or(u16::MAX).saturating_add(1)
    };
    items(canvas, screen, room, height, |canvas, at, area| {
        let rest = lit(canvas, screen, at, area);
        let Some((number, feed, complaint)) = feeds.get(at) else {
            return;
        };
        line(canvas, app, *number, feed, Strip::of(rest, 0));
        let style = Style {
            bg: None,
            ..canvas.style(Role::Failure)
        };
        for (y, text) in (1..rest.height).zip(complaint) {
            canvas.put(&mut Strip::of(rest, y).skip(INDENT), text, style);
        }
    });
}

/// Why a feed failed, in rows.
fn complaint(canvas: &Canvas<'_>, feed: &Subscribed, width: u16) -> Vec<String> {
    let Some(error) = &feed.error else {
        return Vec::new();
    };
    let times = match feed.errors {
        0 | 1 => String::new(),
        count => format!("failed {count} times: "),
    };
    let text = format!("{times}{error}");
    let rows = wrapped(canvas, &text, Lang::En, width);
    rows.iter().map(|row| row.of(&text).to_owned()).collect()
}

/// The name with its folder, the counts, and the times.
fn line(canvas: &mut Canvas<'_>, app: &App, at: usize, feed: &Subscribed, mut strip: Strip) {
    let plain = |role| Style {
        bg: None,
        ..canvas.style(role)
    };
    let (dim, text, accent) = (plain(Role::Dim), plain(Role::Text), plain(Role::Accent));
    let now = seconds(app.status.now);
    let (unread, count) = app.shelf.feeds.counts.get(at).copied().unwrap_or_default();
    let next = until(feed.next, now);
    let wide = strip.room() >= 100;
    let asked = match feed.asked {
        None => "never asked".to_owned(),
        Some(time) => format!("asked {}", since(time, now)),
    };
    let next = format!("next {next}");
    let times = if wide {
        format!("{asked:<20}{next:<15}")
    } else {
        format!("{next:<15}")
    };
    let right: [Piece; 4] = [
        (
            format!("{unread:>6}"),
            if unread > 0 { accent } else { dim },
        ),
        (" unread of ".to_owned(), dim),
        (format!("{count:<6}"), dim),
        (times, dim),
    ];
    canvas.at_right(&mut strip, &right);
    if !feed.folder.is_empty() {
        canvas.cut(&mut strip, &format!("{}/", feed.folder), dim, &[]);
    }
    canvas.cut(&mut strip, &feed.name, text, &[]);
}
