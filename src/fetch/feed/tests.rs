use encoding_rs::{EUC_KR, SHIFT_JIS};

use super::*;

fn feed(text: &str) -> Feed {
    read(
        text.as_bytes(),
        None,
        Some("https://news.example/feed"),
        None,
    )
    .unwrap()
}

fn refused(text: &str) -> String {
    read(text.as_bytes(), None, None, None)
        .unwrap_err()
        .to_string()
}

const ITEM: &str = "<item><title>Talks &amp; deals</title><link>https://news.example/1</link>\
    <guid isPermaLink=\"false\">n1</guid><pubDate>Tue, 07 May 2019 08:30:00 JST</pubDate>\
    <category>cloud</category><description>&lt;p&gt;One.&lt;/p&gt;</description></item>";

fn rss(attributes: &str, items: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><rss {attributes}><channel><title>News</title><link>https://news.example/</link>\
         <language>ja</language>{items}</channel></rss>"
    )
}

#[test]
fn every_version_of_rss_is_read() {
    for version in [
        "version=\"2.0\"",
        "version=\"0.91\"",
        "version=\"0.92\"",
        "version=\"0.94\"",
        "version='2.0.1'",
        "",
    ] {
        let feed = feed(&rss(version, ITEM));
        assert_eq!(
            (feed.title.as_str(), feed.home.as_deref()),
            ("News", Some("https://news.example/"))
        );
        let entry = &feed.entries[0];
        assert_eq!(entry.id.as_deref(), Some("n1"), "{version}");
        assert_eq!(entry.url.as_deref(), Some("https://news.example/1"));
        assert_eq!(entry.title, "Talks & deals");
        assert_eq!(entry.date.unwrap().to_string(), "2019-05-07T08:30:00+09:00");
        assert_eq!(entry.lang.as_deref(), Some("ja"));
        assert_eq!(entry.tags, ["cloud"]);
        assert_eq!(entry.summary.as_deref(), Some("<p>One.</p>"));
    }
}

#[test]
fn rdf_of_both_versions_is_read() {
    for namespace in [
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://purl.org/rss/1.0/",
    ] {
        let feed = feed(&format!(
            "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"{namespace}\" \
             xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xml:lang=\"ko\"><channel><title>N</title>\
             <link>https://news.example/</link></channel><item><title>회담</title><link>https://news.example/1</link>\
             <dc:date>2019-05-07T08:30+09:00</dc:date></item></rdf:RDF>"
        ));
        let entry = &feed.entries[0];
        assert_eq!(
            (feed.title.as_str(), entry.title.as_str()),
            ("N", "회담"),
            "{namespace}"
        );
        assert_eq!(entry.lang.as_deref(), Some("ko"));
        assert_eq!(entry.id, None);
        assert_eq!(entry.date.unwrap().day(), "2019-05-07");
    }
}

#[test]
fn atom_of_both_versions_is_read() {
    let old = feed(
        "<feed version=\"0.3\" xmlns=\"http://purl.org/atom/ns#\" xml:lang=\"ja\"><title>A</title>\
         <link rel=\"alternate\" type=\"text/html\" href=\"https://news.example/\"/><entry><title>会談</title>\
         <link rel=\"alternate\" href=\"/1\"/><id>tag:1</id><issued>2019-05-07T08:30:00+09:00</issued>\
         <modified>2019-05-08T08:30:00+09:00</modified>\
         <content type=\"text/html\" mode=\"escaped\">&lt;p&gt;本文&lt;/p&gt;</content></entry></feed>",
    );
    let new = feed(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"ja\"><title>A</title>\
         <link href=\"https://news.example/\"/><entry><title>会談</title><link rel=\"self\" href=\"/x\"/>\
         <link href=\"/1\"/><id>tag:1</id><published>2019-05-07T08:30:00+09:00</published>\
         <updated>2019-05-08T08:30:00+09:00</updated><content type=\"html\">&lt;p&gt;本文&lt;/p&gt;</content></entry></feed>",
    );
    assert_eq!(old, new);
    let entry = &new.entries[0];
    assert_eq!(entry.url.as_deref(), Some("https://news.example/1"));
    assert_eq!(entry.html.as_deref(), Some("<p>本文</p>"));
    assert_eq!(entry.updated.unwrap().day(), "2019-05-08");
}

#[test]
fn a_json_feed_is_read() {
    let feed = feed(
        "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"J\",\"home_page_url\":\"https://news.example/\",\
         \"language\":\"en\",\"items\":[{\"id\":\"1\",\"url\":\"https://news.example/1\",\"title\":\"T\",\
         \"content_html\":\"<p>x</p>\",\"date_published\":\"2019-05-07T08:30:00Z\",\"tags\":[\"a\"]}]}",
    );
    let entry = &feed.entries[0];
    assert_eq!((feed.title.as_str(), entry.title.as_str()), ("J", "T"));
    assert_eq!(entry.html.as_deref(), Some("<p>x</p>"));
    assert_eq!(entry.lang.as_deref(), Some("en"));
}

#[test]
fn encodings_are_read_by_declaration_header_or_look() {
    let text = |declared: &str, word: &str| {
        rss(
            "version=\"2.0\"",
            &format!("<item><title>{word}</title></item>"),
        )
        .replace("version=\"1.0\"", &format!("version=\"1.0\"{declared}"))
    };
    let title = |bytes: &[u8], kind: Option<&str>| {
        read(bytes, kind, None, None).unwrap().entries[0]
            .title
            .clone()
    };
    let ja = "マイクロソフトとVMwareが提携を発表した";
    let ko = "마이크로소프트와 VM웨어가 제휴를 발표했다";
    let declared = SHIFT_JIS
        .encode(&text(" encoding=\"Shift_JIS\"", ja))
        .0
        .into_owned();
    assert_eq!(title(&declared, None), ja);
    let header = EUC_KR.encode(&text("", ko)).0.into_owned();
    assert_eq!(title(&header, Some("text/xml; charset=\"EUC-KR\"")), ko);
    assert_eq!(title(&SHIFT_JIS.encode(&text("", ja)).0, None), ja);
    let lying = text(" encoding=\"EUC-KR\"", ko);
    assert_eq!(
        title(lying.as_bytes(), Some("text/xml; charset=iso-8859-1")),
        ko
    );
    for order in [u16::to_be_bytes, u16::to_le_bytes] {
        let marked = format!("\u{FEFF}{}", text(" encoding=\"UTF-16\"", ja));
        let bytes: Vec<u8> = marked.encode_utf16().flat_map(order).collect();
        assert_eq!(title(&bytes, None), ja);
    }
}

#[test]
fn slips_of_the_makers_do_no_harm() {
    let feed = feed(&format!(
        "\n\n<!-- made --><?xml version=\"1.0\" encoding=\"utf-8\"?><!DOCTYPE rss [<!ENTITY nbsp \"&#160;\">]>\
         <?style x?>{}",
        rss(
            "version=\"2.0\" xmlns=\"http://backend.userland.com/rss2\"",
            "<item><title>R&D, AT&amp;T&nbsp;&hellip; 5 < 6 &bogus; &#146;\u{1b}\u{8}&#27;&#xFFFFFFFF;</title>\
             <link>https://news.example/?a=1&b=2</link></item>"
        )
        .replace("<?xml version=\"1.0\"?>", "")
    ));
    let entry = &feed.entries[0];
    assert_eq!(
        entry.title.replace('\u{a0}', " "),
        "R&D, AT&T … 5 < 6 &bogus; ’"
    );
    assert_eq!(entry.url.as_deref(), Some("https://news.example/?a=1&b=2"));
}

#[test]
fn a_cut_feed_gives_an_error_or_its_first_entries() {
    let whole = rss("version=\"2.0\"", &ITEM.repeat(3));
    for (end, _) in whole.char_indices() {
        let _ = read(&whole.as_bytes()[..end], None, None, None);
    }
}

#[test]
fn what_would_do_harm_is_refused() {
    let bomb = "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><rss version=\"2.0\"><channel/></rss>";
    assert!(refused(bomb).contains("entities"));
    let outside =
        "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/hostname\">]><rss version=\"2.0\"/>";
    assert!(refused(outside).contains("entities"));
    let deep = format!("<rss version=\"2.0\"><channel>{}", "<a>".repeat(100_000));
    assert!(refused(&deep).contains("deep"));
    let deep = format!("{{\"version\":{}", "[".repeat(100_000));
    assert!(refused(&deep).contains("no RSS"));
}

#[test]
fn a_page_is_told_from_a_feed_and_its_feeds_are_found() {
    let page = "<!DOCTYPE html><html><head><base href=\"https://news.example/a/\">\
        <link rel=stylesheet href=x.css><link rel='alternate' type=\"application/rss+xml\" href=\"rss?a=1&amp;b=2\">\
        <LINK HREF=/atom REL=\"ALTERNATE\" TYPE=\"application/atom+xml\" ><link rel=alternate hreflang=ja href=/ja>\
        <link rel=alternate type=application/rss+xml href=javascript:x></head><body></body></html>";
    let feeds = [
        "https://news.example/a/rss?a=1&b=2",
        "https://news.example/atom",
    ];
    assert_eq!(discover(page, "https://other.example/"), feeds);
    let error = refused(page);
    assert!(
        error.contains("web page") && error.contains(feeds[1]),
        "{error}"
    );
    assert!(refused("<html><body>Sign in</body></html>").contains("names no feed"));
    assert!(refused("hello").contains("no markup"));
    assert!(read([0, 159, 146, 150, 0, 1, 2, 3], None, None, None).is_err());
}
