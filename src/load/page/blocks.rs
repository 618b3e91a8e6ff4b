//! A tree of HTML → blocks: what is text of the article, and in which order.
//!
//! Scripts, styles, controls and navigation are passed over; what an element is not known for is seen through.

use dom_query::NodeRef;
use url::Url;

use super::line::{Face, Line, Style};
use crate::text::clean::{clean, clean_line};

/// Quotations, lists and tables that stand deeper in one another are seen through.
const NESTING: usize = 12;
/// How deep the walk goes: further than [`bounded`](super::bounded) lets a tree grow, so that nothing is lost.
const DEEPEST: usize = 600;
/// Longer addresses lead nowhere that a reader would go.
const ADDRESS: usize = 2_000;
/// The greatest number that Markdown counts a list from.
const GREATEST: usize = 99_999_999;

/// A block of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// A heading of level 1 to 6.
    Heading(u8, Line),
    /// A paragraph.
    Paragraph(Line),
    /// A quotation.
    Quote(Vec<Block>),
    /// A list.
    List {
        /// The number of its first item, where they are numbered.
        first: Option<usize>,
        /// Its items.
        items: Vec<Vec<Block>>,
    },
    /// Preformatted text.
    Code(String),
    /// A table by its rows.
    Table(Vec<Vec<Line>>),
    /// A thematic break.
    Rule,
}

/// The blocks of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Blocks {
    /// The blocks in reading order.
    pub(super) blocks: Vec<Block>,
    /// The addresses of its links, safe to write into Markdown; empty for those that are not to be followed.
    pub(super) links: Vec<String>,
}

/// Elements that hold no text of a document.
const SILENT: [&str; 31] = [
    "applet", "area", "audio", "button", "canvas", "datalist", "dialog", "embed", "frame",
    "frameset", "head", "iframe", "img", "input", "link", "meta", "meter", "nav", "noembed",
    "noframes", "noscript", "object", "option", "progress", "rp", "script", "select", "style",
    "template", "textarea", "video",
];

/// Elements that begin and end a paragraph.
const BREAKING: [&str; 33] = [
    "address",
    "article",
    "aside",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "header",
    "hgroup",
    "html",
    "legend",
    "li",
    "main",
    "optgroup",
    "p",
    "search",
    "section",
    "summary",
    "td",
    "th",
    "title",
    "tr",
];

/// The blocks of what stands in a node; links relative to `base`, without one those that are complete.
pub(super) fn blocks(root: &NodeRef<'_>, base: Option<&Url>) -> Blocks {
    let mut walk = Walk {
        base,
        links: Vec::new(),
    };
    let mut flow = Flow::default();
    walk.children(root, At::default(), &mut flow);
    Blocks {
        blocks: flow.finish(),
        links: walk.links,
    }
}

/// The blocks of one container while it is walked.
#[derive(Default)]
struct Flow {
    blocks: Vec<Block>,
    line: Line,
}

impl Flow {
    fn flush(&mut self) {
        let line = std::mem::take(&mut self.line);
        if !line.is_blank() {
            self.blocks.push(Block::Paragraph(line));
        }
    }

    fn push(&mut self, block: Block) {
        self.flush();
        self.blocks.push(block);
    }

    fn finish(mut self) -> Vec<Block> {
        self.flush();
        self.blocks
    }
}

/// Where the walk stands.
#[derive(Clone, Copy, Default)]
struct At {
    style: Style,
    depth: usize,
    nesting: usize,
}

impl At {
    fn styled(self, face: Face) -> Self {
        let style = self.style.with(face);
        Self { style, ..self }
    }

    fn nested(self) -> Self {
        let nesting = self.nesting + 1;
        Self { nesting, ..self }
    }
}

struct Walk<'a> {
    base: Option<&'a Url>,
    links: Vec<String>,
}

impl Walk<'_> {
    fn children(&mut self, node: &NodeRef<'_>, at: At, flow: &mut Flow) {
        let at = At {
            depth: at.depth + 1,
            ..at
        };
        if at.depth > DEEPEST {
            return flow.line.push(&node.text(), at.style);
        }
        for child in node.children_it(false) {
            if child.is_text() {
                flow.line.push(&clean(&child.text()), at.style);
            } else if child.is_element() && !is_hidden(&child) {
                self.element(&child, at, flow);
            }
        }
    }

    fn element(&mut self, node: &NodeRef<'_>, at: At, flow: &mut Flow) {
        let name = node.node_name().unwrap_or_default();
        let name: &str = &name;
        match name {
            "br" => {
                if flow.line.push_break() {
                    flow.flush();
                }
            }
            "wbr" => flow.line.push("\u{200B}", at.style),
            "hr" => flow.push(Block::Rule),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(node, name, at, flow),
            "blockquote" if at.nesting < NESTING => {
                flow.flush();
                let inner = self.inside(node, at.nested());
                if !inner.is_empty() {
                    flow.push(Block::Quote(inner));
                }
            }
            "ul" | "ol" | "menu" if at.nesting < NESTING => self.list(node, name, at, flow),
            "pre" | "listing" | "xmp" | "plaintext" => code(node, flow),
            "table" => self.table(node, at, flow),
            "dt" => {
                flow.flush();
                self.children(node, at.styled(Face::Strong), flow);
                flow.flush();
            }
            "ruby" => self.children(node, at, flow),
            "rt" | "rtc" => self.reading(node, at, flow),
            "a" => self.link(node, at, flow),
            "q" => {
                flow.line.push("“", at.style);
                self.children(node, at, flow);
                flow.line.push("”", at.style);
            }
            "b" | "strong" => self.children(node, at.styled(Face::Strong), flow),
            "i" | "em" | "cite" | "dfn" | "var" => {
                self.children(node, at.styled(Face::Emphasis), flow)
            }
            "del" | "s" | "strike" => self.children(node, at.styled(Face::Strike), flow),
            "code" | "kbd" | "samp" | "tt" => self.children(node, at.styled(Face::Code), flow),
            // A form may hold a whole page; one without paragraphs is there to be filled in.
            "form" if node.find(&["p"]).is_empty() => {}
            name if SILENT.contains(&name) => {}
            name if BREAKING.contains(&name) || name == "blockquote" => {
                flow.flush();
                self.children(node, at, flow);
                flow.flush();
            }
            _ => self.children(node, at, flow),
        }
    }

    fn inside(&mut self, node: &NodeRef<'_>, at: At) -> Vec<Block> {
        let mut inner = Flow::default();
        self.children(node, at, &mut inner);
        inner.finish()
    }

    fn heading(&mut self, node: &NodeRef<'_>, name: &str, at: At, flow: &mut Flow) {
        flow.flush();
        let level = name
            .bytes()
            .last()
            .map_or(1, |digit| digit.saturating_sub(b'0'));
        let mut line = Line::default();
        // A heading is one line, and what cannot stand in one comes after it.
        let mut after = Vec::new();
        for block in self.inside(node, at) {
            match block {
                Block::Paragraph(part) | Block::Heading(_, part) => line.append(part),
                other => after.push(other),
            }
        }
        if !line.is_blank() {
            flow.push(Block::Heading(level, line));
        }
        flow.blocks.extend(after);
    }

    fn list(&mut self, node: &NodeRef<'_>, name: &str, at: At, flow: &mut Flow) {
        flow.flush();
        let mut items: Vec<Vec<Block>> = Vec::new();
        for child in node.children_it(false) {
            let is_item = child.has_name("li");
            let mut inner = Flow::default();
            if is_item {
                self.children(&child, at.nested(), &mut inner);
            } else if child.is_text() {
                inner.line.push(&clean(&child.text()), at.style);
            } else if child.is_element() && !is_hidden(&child) {
                self.element(&child, at.nested(), &mut inner);
            }
            let inner = inner.finish();
            match items.last_mut() {
                _ if inner.is_empty() => {}
                // A list right in a list belongs to the item before.
                Some(last) if !is_item => last.extend(inner),
                _ => items.push(inner),
            }
        }
        if items.is_empty() {
            return;
        }
        let start = || {
            node.attr("start")
                .and_then(|start| start.trim().parse::<usize>().ok())
        };
        let first = (name == "ol").then(|| start().unwrap_or(1).min(GREATEST));
        flow.push(Block::List { first, items });
    }

    /// A table of single lines is one; where cells hold more, or there is one column, it only places what it holds.
    fn table(&mut self, node: &NodeRef<'_>, at: At, flow: &mut Flow) {
        flow.flush();
        let mut rows: Vec<Vec<Vec<Block>>> = Vec::new();
        let mut captions: Vec<Block> = Vec::new();
        let mut parts: Vec<NodeRef<'_>> = node.children_it(false).collect();
        parts.reverse();
        while let Some(part) = parts.pop() {
            let name = part.node_name().unwrap_or_default();
            match &*name {
                "tbody" | "thead" | "tfoot" => {
                    let mut inner: Vec<NodeRef<'_>> = part.children_it(false).collect();
                    inner.reverse();
                    parts.extend(inner);
                }
                "tr" => {
                    let cells = part
                        .children_it(false)
                        .filter(|cell| cell.has_name("td") || cell.has_name("th"));
                    rows.push(cells.map(|cell| self.inside(&cell, at.nested())).collect());
                }
                "caption" => captions.extend(self.inside(&part, at)),
                _ => {}
            }
        }
        flow.blocks.extend(captions);
        let single = |cell: &Vec<Block>| matches!(cell.as_slice(), [] | [Block::Paragraph(_)]);
        let is_table = rows.iter().flatten().all(single) && rows.iter().any(|row| row.len() > 1);
        if !is_table {
            flow.blocks.extend(rows.into_iter().flatten().flatten());
            return;
        }
        let line = |cell: Vec<Block>| match cell.into_iter().next() {
            Some(Block::Paragraph(line)) => line,
            _ => Line::default(),
        };
        let rows = rows
            .into_iter()
            .map(|row| row.into_iter().map(line).collect());
        flow.blocks.push(Block::Table(rows.collect()));
    }

    /// The reading of a ruby stands in brackets after its base.
    fn reading(&mut self, node: &NodeRef<'_>, at: At, flow: &mut Flow) {
        let text = clean_line(&node.text());
        if !text.is_empty() && !matches!(text.as_str(), "(" | ")" | "（" | "）") {
            flow.line.push(&format!("（{text}）"), at.style);
        }
    }

    fn link(&mut self, node: &NodeRef<'_>, at: At, flow: &mut Flow) {
        let mut at = at;
        if let Some(href) = node.attr("href") {
            // What leads nowhere here is still a link of the page, not text of its author.
            at.style.link = Some(self.links.len());
            self.links
                .push(address(&href, self.base).unwrap_or_default());
        }
        self.children(node, at, flow);
    }
}

/// Whether a page shows an element to nobody.
fn is_hidden(node: &NodeRef<'_>) -> bool {
    let styled = || {
        let style = node.attr("style").unwrap_or_default();
        let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
        style.to_ascii_lowercase().contains("display:none")
    };
    node.has_attr("hidden") || styled()
}

fn code(node: &NodeRef<'_>, flow: &mut Flow) {
    let mut text = String::new();
    for part in node.descendants_it() {
        if part.is_text() {
            text.push_str(&part.text());
        } else if part.has_name("br") {
            text.push('\n');
        }
    }
    let text = clean(&text);
    let text = text.trim_matches('\n').trim_end();
    if !text.trim().is_empty() {
        flow.push(Block::Code(text.to_owned()));
    }
}

/// An address that may be followed, complete and safe to write between Markdown's brackets.
pub(super) fn address(href: &str, base: Option<&Url>) -> Option<String> {
    let href = href.trim();
    // A place on the same page is none in a file.
    if href.is_empty() || href.starts_with('#') || href.len() > ADDRESS {
        return None;
    }
    let url = Url::options().base_url(base).parse(href).ok()?;
    if !matches!(url.scheme(), "http" | "https" | "mailto") {
        return None;
    }
    let mut safe = String::with_capacity(href.len());
    for c in url.as_str().chars() {
        match c {
            '!'..='~' if !"\\`<>()|\"{}".contains(c) => safe.push(c),
            c => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    safe.push_str(&format!("%{byte:02X}"));
                }
            }
        }
    }
    // What looks like a character reference would be read as one.
    if safe.contains(';') {
        safe = safe.replace('&', "&amp;");
    }
    (safe.len() <= 3 * ADDRESS).then_some(safe)
}
