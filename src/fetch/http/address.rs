//! Which addresses may be connected to.
//!
//! A name may resolve to another address each time it is asked, so the address that is looked at here is the one that
//! is connected to.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};

use thiserror::Error;
use ureq::Proxy;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;
use url::{Host, Url};

/// A host that is not asked, because its addresses are private.
#[derive(Debug, Error)]
#[error("{0} is a private address")]
pub(super) struct Refused(pub(super) String);

/// Resolves names, and leaves out the addresses that are not of the open net.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    allow: Vec<String>,
    proxy: Option<Proxy>,
}

impl Guard {
    /// A guard that lets the named hosts pass, and the proxy.
    pub(super) fn new(allow: Vec<String>, proxy: Option<Proxy>) -> Self {
        Self { allow, proxy }
    }

    /// Looks at an address before it is asked for. Behind a proxy the names are resolved by that, so they are looked up
    /// here too where that is possible.
    pub(super) fn check(&self, url: &Url) -> Result<(), Refused> {
        let name = url.host_str().unwrap_or_default();
        let port = url.port_or_known_default().unwrap_or(0);
        if self.is_allowed(name, port) {
            return Ok(());
        }
        let private = match url.host() {
            Some(Host::Ipv4(ip)) => !is_open(IpAddr::V4(ip)),
            Some(Host::Ipv6(ip)) => !is_open(IpAddr::V6(ip)),
            Some(Host::Domain(name)) => {
                let found = self.proxy.is_some().then(|| (name, port).to_socket_addrs());
                found
                    .and_then(Result::ok)
                    .is_some_and(|mut all| all.any(|at| !is_open(at.ip())))
            }
            None => true,
        };
        if private {
            Err(Refused(name.to_owned()))
        } else {
            Ok(())
        }
    }

    fn is_allowed(&self, host: &str, port: u16) -> bool {
        let bare = host.trim_matches(['[', ']']);
        self.allow.iter().any(|allowed| {
            let allowed = allowed.trim().trim_matches(['[', ']']);
            allowed.eq_ignore_ascii_case(bare)
                || allowed.eq_ignore_ascii_case(&format!("{host}:{port}"))
        })
    }

    fn is_proxy(&self, host: &str, port: u16) -> bool {
        let same = |proxy: &Proxy| proxy.host().eq_ignore_ascii_case(host) && proxy.port() == port;
        self.proxy.as_ref().is_some_and(same)
    }
}

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = DefaultResolver::default().resolve(uri, config, timeout)?;
        let host = uri.host().unwrap_or_default();
        let port = found.iter().map(SocketAddr::port).next().unwrap_or(0);
        if self.is_allowed(host, port) || self.is_proxy(host, port) {
            return Ok(found);
        }
        let mut open = self.empty();
        for address in found.iter().filter(|address| is_open(address.ip())) {
            open.push(*address);
        }
        if open.is_empty() {
            let refused = Refused(host.to_owned());
            return Err(ureq::Error::Io(io::Error::new(
                io::ErrorKind::PermissionDenied,
                refused,
            )));
        }
        Ok(open)
    }
}

/// Whether an address is of the open net (the registries of special addresses of RFC 6890).
fn is_open(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_open_v4(ip),
        IpAddr::V6(ip) => is_open_v6(ip),
    }
}

fn is_open_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let closed = ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_broadcast()
        || ip.is_documentation()
        || ip.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (b == 18 || b == 19));
    !closed
}

fn is_open_v6(ip: Ipv6Addr) -> bool {
    let parts = ip.segments();
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match parts {
        // IPv4 written as IPv6, mapped or translated (RFC 4291, RFC 6052), and 6to4 (RFC 3056).
        [0, 0, 0, 0, 0, 0xFFFF, high, low] | [0x64, 0xFF9B, 0, 0, 0, 0, high, low] => {
            is_open_v4(embedded(high, low))
        }
        [0x2002, high, low, ..] => is_open_v4(embedded(high, low)),
        // Documentation, Teredo, and the networks' own translations.
        [0x2001, 0xDB8, ..] | [0x2001, 0, ..] | [0x64, 0xFF9B, 1, ..] => false,
        // What is in use of the open net all begins with 001 (RFC 4291 section 2.4).
        [first, ..] => first & 0xE000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_own_network_are_known_in_every_disguise() {
        for text in [
            "127.0.0.1",
            "10.1.2.3",
            "172.31.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::10.0.0.1",
            "2002:7f00:1::",
            "2001:db8::1",
            "fec0::1",
        ] {
            assert!(!is_open(text.parse().unwrap()), "{text}");
        }
        for text in [
            "93.184.216.34",
            "1.1.1.1",
            "172.32.0.1",
            "2606:4700::1111",
            "64:ff9b::1.1.1.1",
        ] {
            assert!(is_open(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn an_address_is_refused_however_it_is_written_unless_it_is_allowed() {
        let guard = Guard::new(
            vec!["127.0.0.1:8000".into(), "[::1]".into(), "LAN".into()],
            None,
        );
        let passes = |text: &str| guard.check(&Url::parse(text).unwrap()).is_ok();
        for text in [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f.0.0.1:80/",
            "http://[::ffff:7f00:1]/",
        ] {
            assert!(!passes(text), "{text}");
        }
        for text in [
            "http://127.0.0.1:8000/x",
            "http://[::1]:99/",
            "http://lan/",
            "http://1.1.1.1/",
        ] {
            assert!(passes(text), "{text}");
        }
    }
}
