//! Asking a server, so that neither it nor what stands between can hold the program up, fill the memory, or lead it
//! into the reader's own network.

mod address;

mod roots;

use std::collections::HashMap;
use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use thiserror::Error;
use ureq::http::Response;
use ureq::http::header::HeaderMap;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body, Proxy};
use url::Url;

use crate::load::foreign;

use address::{Guard, Refused};

/// Redirects are followed this often, as browsers and RFC 7231's forerunners have it within an order of magnitude.
const REDIRECTS: usize = 10;

/// What is asked for.
const ACCEPT: &str = "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml, \
    application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, text/html;q=0.5, */*;q=0.1";

/// What is told of the program.
const AGENT: &str = concat!("counterpoint/", env!("CARGO_PKG_VERSION"));

/// How much is taken from a server, and from which.
#[derive(Clone, Debug)]
pub struct Limits {
    /// How long an answer may take, from the name's look-up to its last byte.
    pub timeout: Duration,
    /// How many bytes an answer may have, unpacked.
    pub max_size: u64,
    /// Hosts that may be asked although their addresses are private: `host` or `host:port`.
    pub allow: Vec<String>,
}

/// What the server said of the version that is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// The entity tag (RFC 9110 section 8.8.3).
    pub etag: Option<String>,
    /// When it was last modified, as the server wrote it (section 8.8.2).
    pub last_modified: Option<String>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What was sent; none where the known version still holds.
    pub page: Option<Page>,
    /// The address to ask from now on, where the server says that it has moved for good.
    pub moved: Option<String>,
}

/// A page as sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its bytes, unpacked.
    pub bytes: Vec<u8>,
    /// What it is said to be.
    pub content_type: Option<String>,
    /// Where it came from in the end.
    pub address: String,
    /// How to ask for a newer one.
    pub validators: Validators,
}

/// Why there is no answer.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum HttpError {
    /// The address is none, or of another kind than HTTP.
    #[error("`{0}` is no address that can be fetched; write it with https:// or http://")]
    Address(String),
    /// The host's address lies within the reader's own network.
    #[error(
        "{0} is in your own network and is not asked; where that is meant, write allow = [\"{0}\"] under [fetch]"
    )]
    Private(String),
    /// It was redirected in a circle.
    #[error("it was redirected more than {REDIRECTS} times; the server is wrong, try again later")]
    Redirects,
    /// The server gave another status than a page's.
    #[error("the server answered {0}{explained}; {remedy}", explained = explained(*.0), remedy = remedy(*.0))]
    Status(u16),
    /// The server asks to be left alone, for this long where it says.
    #[error("the server answered {0}: it has too much to do; it is asked again later")]
    Busy(u16, Option<Duration>),
    /// The answer is too big.
    #[error(
        "the answer has more than {0} bytes; raise max_size under [fetch] where it should have"
    )]
    TooBig(u64),
    /// The answer took too long.
    #[error("no whole answer within {} s; try again later, or raise timeout under [fetch]", .0.as_secs())]
    TimedOut(Duration),
    /// There is no such host.
    #[error("there is no host {0}, or the network is down; see whether the address is right")]
    NoHost(String),
    /// It was redirected from a protected address to an open one.
    #[error(
        "it is redirected to {0}, which is not protected and not followed; where that is meant, make it the address"
    )]
    Open(String),
    /// The certificates that the environment names cannot be used.
    #[error("{0}")]
    Roots(String),
    /// The server's certificate is not accepted.
    #[error(
        "the certificate of {0} is not accepted ({1}); where you trust it, name a file with that of its maker as SSL_CERT_FILE"
    )]
    Certificate(String, String),
    /// Anything else.
    #[error("{0}; try again later")]
    Broken(String),
}

fn explained(status: u16) -> &'static str {
    match status {
        401 | 403 => ": not for everybody",
        404 | 410 => ": there is nothing",
        500..=599 => ": something is wrong with it",
        _ => "",
    }
}

fn remedy(status: u16) -> &'static str {
    match status {
        404 | 410 => "look for the new address on its home page",
        401 | 403 => "see whether a browser may read it",
        _ => "try again later",
    }
}

/// Asks servers. May be shared by threads: no host is asked twice at a time.
#[derive(Debug)]
pub struct Client {
    agent: Agent,
    guard: Guard,
    limits: Limits,
    /// Why no protected address can be asked.
    trouble: Option<String>,
    hosts: Mutex<HashMap<String, Arc<Mutex<()>>>>,
}

impl Client {
    /// A client that uses the proxies which the environment names, and the certificates of `SSL_CERT_FILE` in the place
    /// of those that are compiled in.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        let proxy = Proxy::try_from_env();
        let guard = Guard::new(limits.allow.clone(), proxy.clone());
        let (roots, trouble) = match roots::named() {
            Ok(roots) => (roots, None),
            Err(trouble) => (RootCerts::WebPki, Some(trouble)),
        };
        let config = Agent::config_builder()
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(proxy)
            .user_agent(AGENT)
            .accept(ACCEPT)
            .timeout_global(Some(limits.timeout))
            .build();
        Self {
            agent: Agent::with_parts(config, DefaultConnector::default(), guard.clone()),
            guard,
            limits,
            trouble,
            hosts: Mutex::default(),
        }
    }

    /// Asks for a page, unless the known version still holds. `now` is in seconds since 1970.
    ///
    /// # Errors
    /// There is no page, or it must not be asked for.
    pub fn get(&self, address: &str, known: &Validators, now: i64) -> Result<Answer, HttpError> {
        let mut url = parse(address)?;
        let mut moved = None;
        // Up to the first redirect that is not for good, the address is the one to be kept.
        let mut for_good = true;
        for _ in 0..=REDIRECTS {
            let host = self.host(&url);
            let _turn = host.lock().unwrap_or_else(PoisonError::into_inner);
            let mut response = self.ask(&url, known)?;
            let status = response.status().as_u16();
            match status {
                304 => return Ok(Answer { page: None, moved }),
                301 | 302 | 303 | 307 | 308 => {
                    url = target(&url, response.headers())?;
                    for_good &= matches!(status, 301 | 308);
                    if for_good {
                        moved = Some(url.to_string());
                    }
                }
                200..=299 => {
                    let page = self.page(&url, &mut response)?;
                    return Ok(Answer {
                        page: Some(page),
                        moved,
                    });
                }
                429 | 503 => {
                    return Err(HttpError::Busy(
                        status,
                        retry_after(response.headers(), now),
                    ));
                }
                _ => return Err(HttpError::Status(status)),
            }
        }
        Err(HttpError::Redirects)
    }

    /// Who holds its lock asks the host, until the whole answer is there.
    fn host(&self, url: &Url) -> Arc<Mutex<()>> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let key = url.host_str().unwrap_or_default().to_owned();
        Arc::clone(hosts.entry(key).or_default())
    }

    fn ask(&self, url: &Url, known: &Validators) -> Result<Response<Body>, HttpError> {
        self.guard
            .check(url)
            .map_err(|Refused(host)| HttpError::Private(host))?;
        if let Some(trouble) = self.trouble.as_ref().filter(|_| url.scheme() == "https") {
            return Err(HttpError::Roots(trouble.clone()));
        }
        let mut request = self.agent.get(url.as_str());
        // What a header cannot hold would make each request fail for good.
        let fits = |value: &&String| value.bytes().all(|b| matches!(b, b' '..=b'~'));
        if let Some(etag) = known.etag.as_ref().filter(fits) {
            request = request.header("If-None-Match", etag);
        }
        if let Some(date) = known.last_modified.as_ref().filter(fits) {
            request = request.header("If-Modified-Since", date);
        }
        request.call().map_err(|error| self.error(error, url))
    }

    fn page(&self, url: &Url, response: &mut Response<Body>) -> Result<Page, HttpError> {
        let header = |name: &str| text(response.headers(), name);
        let validators = Validators {
            etag: header("etag"),
            last_modified: header("last-modified"),
        };
        let content_type = header("content-type");
        let mut bytes = Vec::new();
        // The limit that the library offers counts what comes over the wire, not what a bomb unpacks to.
        let mut reader = response
            .body_mut()
            .as_reader()
            .take(self.limits.max_size + 1);
        reader
            .read_to_end(&mut bytes)
            .map_err(|error| self.error(ureq::Error::Io(error), url))?;
        if u64::try_from(bytes.len()).is_ok_and(|size| size > self.limits.max_size) {
            return Err(HttpError::TooBig(self.limits.max_size));
        }
        Ok(Page {
            bytes,
            content_type,
            address: url.to_string(),
            validators,
        })
    }

    fn error(&self, error: ureq::Error, url: &Url) -> HttpError {
        let host = || url.host_str().unwrap_or_default().to_owned();
        match error {
            ureq::Error::Timeout(_) => HttpError::TimedOut(self.limits.timeout),
            ureq::Error::HostNotFound => HttpError::NoHost(host()),
            ureq::Error::Io(error) => {
                let inner = error.get_ref();
                if let Some(Refused(host)) = inner.and_then(|inner| inner.downcast_ref()) {
                    return HttpError::Private(host.clone());
                }
                if let Some(ureq::Error::Timeout(_)) = inner.and_then(|inner| inner.downcast_ref())
                {
                    return HttpError::TimedOut(self.limits.timeout);
                }
                match error.kind() {
                    io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => {
                        HttpError::TimedOut(self.limits.timeout)
                    }
                    io::ErrorKind::ConnectionRefused => {
                        HttpError::Broken(format!("{} does not answer", host()))
                    }
                    _ if roots::is_refusal(&error) => {
                        HttpError::Certificate(host(), error.to_string())
                    }
                    // The library's own error for a name that is not found has no kind.
                    _ if error.to_string().contains("lookup") => HttpError::NoHost(host()),
                    _ => HttpError::Broken(format!("the answer is broken: {error}")),
                }
            }
            other => HttpError::Broken(format!("the answer is broken: {other}")),
        }
    }
}

fn parse(address: &str) -> Result<Url, HttpError> {
    let url = Url::parse(address.trim()).ok();
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    url.ok_or_else(|| HttpError::Address(address.to_owned()))
}

fn target(from: &Url, headers: &HeaderMap) -> Result<Url, HttpError> {
    let location = text(headers, "location").unwrap_or_default();
    let url = from.join(&location).ok().filter(|_| !location.is_empty());
    let url = url.ok_or_else(|| HttpError::Address(location.clone()))?;
    // From a protected address none leads to an open one.
    if from.scheme() == "https" && url.scheme() == "http" {
        return Err(HttpError::Open(url.to_string()));
    }
    parse(url.as_str())
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?;
    let text = String::from_utf8_lossy(value.as_bytes()).trim().to_owned();
    (!text.is_empty() && text.len() < 2048).then_some(text)
}

/// How long to wait (RFC 9110 section 10.2.3): a number of seconds or a date.
fn retry_after(headers: &HeaderMap, now: i64) -> Option<Duration> {
    let value = text(headers, "retry-after")?;
    let seconds = value.parse().ok().or_else(|| {
        let date = foreign::date(&value)?.seconds();
        u64::try_from(date - now).ok()
    });
    seconds.map(Duration::from_secs)
}
