//! Whose certificates are accepted.

use std::io::{self, ErrorKind};
use std::{env, fs};

use ureq::tls::{PemItem, RootCerts, parse_pem};

/// The file that OpenSSL and most programs read certificates from where it is set.
const FILE: &str = "SSL_CERT_FILE";

/// The makers of certificates that are trusted: those of the file that the environment names, else Mozilla's, which are
/// compiled in. An error says what is wrong with the file, and what to do.
pub(super) fn named() -> Result<RootCerts, String> {
    let Some(path) = env::var_os(FILE).filter(|path| !path.is_empty()) else {
        return Ok(RootCerts::WebPki);
    };
    let told = |what: &str| {
        let path = path.display();
        format!("{FILE} names {path}, {what}; correct it, or unset it to trust what browsers do")
    };
    let bytes = fs::read(&path).map_err(|error| told(&format!("which cannot be read: {error}")))?;
    let found = parse_pem(&bytes).filter_map(|item| match item {
        Ok(PemItem::Certificate(certificate)) => Some(certificate),
        _ => None,
    });
    let found: Vec<_> = found.collect();
    if found.is_empty() {
        return Err(told("in which there is no certificate"));
    }
    Ok(RootCerts::from(found))
}

/// Whether an error of a connection says that a certificate is not accepted.
pub(super) fn is_refusal(error: &io::Error) -> bool {
    error.kind() == ErrorKind::InvalidData && error.to_string().contains("certificate")
}
