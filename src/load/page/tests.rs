use proptest::prelude::*;

use super::super::{draft::Draft, markdown};
use super::*;
use crate::news::article::{BlockKind, InlineKind};

fn draft(html: &str) -> Draft {
    markdown::read(&to_markdown(html, Some("https://example.org/a/b.html")))
}

/// The kind and the text of each block.
fn shown(html: &str) -> Vec<String> {
    let blocks = draft(html).blocks.into_iter().map(|block| {
        let kind = match block.kind {
            BlockKind::Heading(level) => format!("h{level} "),
            BlockKind::Item(marker) => format!("{marker} "),
            BlockKind::Code => "code ".to_owned(),
            BlockKind::Table => "table ".to_owned(),
            BlockKind::Paragraph | BlockKind::Rule => String::new(),
        };
        format!("{}{kind}{}", ">".repeat(block.quotes.into()), block.text)
    });
    blocks.collect()
}

/// What is set apart, with its text.
fn inlines(html: &str) -> Vec<(InlineKind, String)> {
    let draft = draft(html);
    let all = draft.blocks.iter().flat_map(|block| {
        let inlines = block.inlines.iter();
        inlines.map(|inline| (inline.kind, inline.span.of(&block.text).to_owned()))
    });
    all.collect()
}

#[test]
fn blocks_keep_their_kind() {
    assert_eq!(
        shown(
            "<h2>A <b>b</b></h2><p>one<br>two<br><br>three</p>bare<blockquote><p>q</p><blockquote>r</blockquote></blockquote>\
             <ul><li>x<ul><li>y</ul><li><p>z</p><p>more</p></ul><ol start=7><li>g<li>h</ol><ol><li>i</ol>\
             <pre><code>  let a = `b`;\n\n  c</code></pre><hr><div>end</div>"
        ),
        [
            "h2 A b",
            "one\ntwo",
            "three",
            "bare",
            ">q",
            ">>r",
            "• x",
            "◦ y",
            "• z",
            "more",
            "7. g",
            "8. h",
            "1) i",
            "code   let a = `b`;\n\n  c",
            "* * *",
            "end"
        ]
    );
}

#[test]
fn tables_captions_and_rubies_are_text() {
    assert_eq!(
        shown("<table><caption>C</caption><tr><th>a|b<th>n<tr><td>漢字<td><b>1</b></table>"),
        ["C", "table a|b   n\n----  -\n漢字  1"]
    );
    assert_eq!(
        shown("<table><tr><td><p>one</p><p>two</p><td>three</table>"),
        ["one", "two", "three"]
    );
    assert_eq!(
        shown("<figure><img src=x alt=no><figcaption>写真　羅府</figcaption></figure><p>text"),
        ["写真　羅府", "text"]
    );
    assert_eq!(
        shown(
            "<ruby>対位法<rp>(</rp><rt>たいいほう</rt><rp>)</rp></ruby>は<ruby>音<rt>おと</ruby>の"
        ),
        ["対位法（たいいほう）は音（おと）の"]
    );
}

#[test]
fn white_space_is_one_space_and_nothing_in_wrapped_japanese() {
    assert_eq!(
        shown("<p> a \n b <b> c </b> d<i>e</i></p><p>仮想化の\n標準は <b>争い</b>\n続く</p>"),
        ["a b c de", "仮想化の標準は 争い 続く"]
    );
}

#[test]
fn emphasis_is_kept_where_markdown_can_say_it() {
    use InlineKind::{Code, Emphasis, Strike, Strong};
    let text = |text: &str| text.to_owned();
    assert_eq!(
        inlines("これは<b>重要。</b>続く <em>a</em> x<s>y</s>z <code>a`b</code> <b>c <i>d</i></b>"),
        [
            (Strong, text("重要。")),
            (Emphasis, text("a")),
            (Strike, text("y")),
            (Code, text("a`b")),
            (Strong, text("c d")),
        ]
    );
    assert_eq!(shown("a<b>\"b\"</b>c <b>x</b><i>y</i>"), ["a\"b\"c xy"]);
}

#[test]
fn what_looks_like_a_footnote_is_text() {
    for text in ["^]:", "^a]: b", "^", "^1"] {
        assert_eq!(
            shown(&format!("<a href='https://x.org/'>{text}</a> c")),
            [format!("{text} c")]
        );
        assert_eq!(shown(&format!("[{text} c")), [format!("[{text} c")]);
    }
}

#[test]
fn links_are_complete_and_only_those_that_lead_to_a_page() {
    let html = "<a href='../c?x=1&amp;copy;=2#d(e)'>one!</a><a href='javascript:alert(1)'>two</a> <a href='#x'>three</a> \
                wow!<a href='mailto:a@example.org'>four</a> <a href='data:text/html,x'>five</a> <a href='//x.org/ あ|`'>[six]</a> \
                <a href='https://x.org'></a><a href=' jAvA&#10;script:x'>seven</a>";
    let draft = draft(html);
    assert_eq!(
        draft.blocks[0].text,
        "one!two three wow!four five [six] seven"
    );
    assert_eq!(
        draft.urls,
        [
            "https://example.org/c?x=1&copy;=2#d%28e%29",
            "mailto:a@example.org",
            "https://x.org/%20%E3%81%82%7C%60"
        ]
    );
    assert_eq!(
        to_markdown(
            "<a href='x.html'>a</a> <a href='https://x.org/'>b</a>",
            None
        ),
        "a [b](https://x.org/)"
    );
}

#[test]
fn what_is_no_text_of_the_document_is_left_out() {
    assert_eq!(
        shown(
            "<nav>n</nav><script>s</script><style>t</style><p>text<span hidden>h</span><i style='display: none'>i</i></p>\
             <form><input value=x><button>b</button>f</form><svg><text>v</text></svg><noscript>o</noscript><!-- c -->"
        ),
        ["text"]
    );
}

#[test]
fn no_html_control_or_escape_sequence_survives() {
    let html = "<p>&lt;script&gt;x&lt;/script&gt; a&#27;[31mb\u{1b}]0;t\u{7}\u{202e}c&#8238;d\0e&amp;lt;</p>";
    let markdown = to_markdown(html, None);
    assert!(
        !markdown.contains(|c: char| c.is_control() || c == '\u{202e}'),
        "{markdown:?}"
    );
    assert_eq!(shown(html), ["<script>x</script> abcde&lt;"]);
}

#[test]
fn markup_without_end_ends() {
    for (sign, times) in [
        ("<div>", 100_000),
        ("<blockquote>", 10_000),
        ("<ul><li>", 10_000),
        ("<table><tr><td>", 10_000),
        ("<b class=x>", 10_000),
        ("<p><b><i><u>", 10_000),
        ("<svg><style><div>", 10_000),
        ("<ruby><rt>", 10_000),
        ("&lt;", 100_000),
        ("<a href=x ", 10_000),
        ("<!--", 10_000),
        ("<a><table>", 5_000),
    ] {
        let html = format!("<p>begin</p>{}x", sign.repeat(times));
        assert!(to_markdown(&html, None).starts_with("begin"), "{sign}");
    }
}

/// Text of every script with everything that Markdown sees more in.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-zA-Z0-9]{1,6}",
        3 => "[あいう漢字仮名。、「」（）가나다微软]{1,5}",
        4 => r"[\\`*_\[\]<>#~|&!.()+=:;^$@\x22'/-]{1,4}",
        1 => Just("https://a_b.org/x_y~z*".to_owned()),
        1 => Just("www.a_b.org".to_owned()),
        1 => Just("&amp;".to_owned()),
        1 => Just("1.".to_owned()),
        3 => Just(" ".to_owned()),
    ];
    prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

/// A piece of HTML and the text it shows.
type Piece = (String, String);

/// Opening and closing tags, and the text between the first of them.
type Wrap = (&'static str, &'static str, &'static str);

const INLINE: [Wrap; 9] = [
    ("", "", ""),
    ("<b>", "</b>", ""),
    ("<i>", "</i>", ""),
    ("<em class=x>", "</em>", ""),
    ("<s>", "</s>", ""),
    ("<code>", "</code>", ""),
    ("<span>", "</span>", ""),
    ("<a href='https://x.org/?a=(b)&c;'>", "</a>", ""),
    ("<u>", "</u>", ""),
];
const AROUND: [Wrap; 4] = [
    ("", "", ""),
    ("<b>", "</b>", ""),
    ("<i>", "</i>", ""),
    ("<a href=/z>", "</a>", ""),
];
const LEAF: [Wrap; 9] = [
    ("<p>", "</p>", ""),
    ("<h1>", "</h1>", ""),
    ("<h3>", "</h3>", ""),
    ("<div>", "</div>", ""),
    ("<li>", "</li>", ""),
    ("<blockquote>", "</blockquote>", ""),
    ("<pre>", "</pre>", ""),
    ("<dt>", "</dt>", ""),
    ("<figcaption>", "</figcaption>", ""),
];
const CONTAINER: [Wrap; 6] = [
    ("<blockquote>", "</blockquote>", ""),
    ("<ul><li>", "</ul>", ""),
    ("<ol start=9><li>", "</ol>", ""),
    ("<div>", "</div>", ""),
    ("<section>", "</section>", ""),
    ("<ul><li><p>x</p><ol><li>", "</ol></ul>", "x"),
];

fn wrapped(pieces: Vec<Piece>, (open, close, shown): Wrap, between: &str) -> Piece {
    let (html, text): (Vec<String>, Vec<String>) = pieces.into_iter().unzip();
    let html = format!("{open}{}{close}", html.join(between));
    (html, shown.to_owned() + &text.concat())
}

fn inline() -> impl Strategy<Value = Piece> {
    let one = (text(), prop::sample::select(&INLINE[..]))
        .prop_map(|(text, wrap)| wrapped(vec![(escaped(&text), text)], wrap, ""));
    let between = prop::sample::select(&["", "<br>", " ", ""][..]);
    let several = prop::collection::vec(one, 1..4);
    (several, prop::sample::select(&AROUND[..]), between)
        .prop_map(|(pieces, wrap, between)| wrapped(pieces, wrap, between))
}

fn block() -> impl Strategy<Value = Piece> {
    let leaf = (
        prop::collection::vec(inline(), 1..4),
        prop::sample::select(&LEAF[..]),
    );
    let leaf = leaf.prop_map(|(pieces, wrap)| wrapped(pieces, wrap, ""));
    leaf.prop_recursive(4, 24, 4, |inner| {
        let pieces = prop::collection::vec(inner, 1..4);
        (pieces, prop::sample::select(&CONTAINER[..]))
            .prop_map(|(pieces, wrap)| wrapped(pieces, wrap, ""))
    })
}

fn solid(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn markdown_reads_back_as_the_text_of_the_html(pieces in prop::collection::vec(block(), 1..5)) {
        let html: String = pieces.iter().map(|(html, _)| html.as_str()).collect();
        let expected: String = pieces.iter().map(|(_, text)| text.as_str()).collect();
        let markdown = to_markdown(&html, Some("https://example.org/"));
        let read: String = markdown::read(&markdown).blocks.iter().map(|block| block.text.as_str()).collect();
        prop_assert_eq!(solid(&read), solid(&expected), "\n{}\n----\n{}", html, markdown);
    }

    #[test]
    fn tables_read_back_too(rows in prop::collection::vec(prop::collection::vec(inline(), 2..4), 1..4)) {
        let mut html = "<table>".to_owned();
        for row in &rows {
            html.push_str("<tr>");
            for (cell, _) in row {
                html.push_str(&format!("<td>{cell}</td>"));
            }
        }
        let expected: String = rows.iter().flatten().map(|(_, text)| text.as_str()).collect();
        let markdown = to_markdown(&html, None);
        let read = markdown::read(&markdown);
        let lines: Vec<(&BlockKind, &str)> = read
            .blocks
            .iter()
            .flat_map(|block| block.text.lines().map(|line| (&block.kind, line)))
            .collect();
        // A table that only lays out becomes paragraphs, of which one may be a hyphen.
        let is_rule = |(kind, line): &(&BlockKind, &str)| {
            **kind == BlockKind::Table && line.chars().all(|c| c == '-' || c == ' ')
        };
        let count = lines.iter().filter(|line| is_rule(line)).count();
        let text: String = lines.iter().filter(|line| !is_rule(line)).map(|(_, line)| *line).collect();
        if count == 1 {
            prop_assert_eq!(solid(&text), solid(&expected), "\n{}\n----\n{}", html, markdown);
        }
    }

    #[test]
    fn any_markup_is_read(html in r"(<|</|>|div|p|b|a href=|table|td|li|ruby|rt|svg|x|&|;|!--|--|script|漢|\x00|\x1b|'|=| ){0,60}") {
        let markdown = to_markdown(&html, None);
        prop_assert!(!markdown.contains(|c: char| c.is_control() && c != '\n'));
    }
}
