//! A client as small as can be: it shares the machine with the server that is measured.

use std::io::{BufRead, BufReader, Error, Read, Result, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Nothing measured here takes that long.
const PATIENCE: Duration = Duration::from_secs(60);

/// A connection that is kept open.
pub struct Connection {
    host: String,
    stream: BufReader<TcpStream>,
}

impl Connection {
    pub fn open(host: &str) -> Result<Self> {
        let stream = TcpStream::connect(host)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self { host: host.to_owned(), stream: BufReader::new(stream) })
    }

    /// Posts a body; gives the body of the answer.
    pub fn post(&mut self, path: &str, kind: &str, body: &str) -> Result<String> {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
            self.host,
            body.len()
        );
        let request = head + body;
        self.stream.get_mut().write_all(request.as_bytes())?;
        self.answer()
    }

    fn answer(&mut self) -> Result<String> {
        let (mut length, mut line) = (0, String::new());
        loop {
            line.clear();
            if self.stream.read_line(&mut line)? == 0 {
                return Err(Error::other("the server closed the connection"));
            }
            let lower = line.to_ascii_lowercase();
            if let Some(value) = lower.strip_prefix("content-length:") {
                length = value.trim().parse().map_err(Error::other)?;
            }
            if line.trim().is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        String::from_utf8(body).map_err(Error::other)
    }

    /// Opens a feed.
    pub fn feed(mut self, path: &str) -> Result<Feed> {
        let host = &self.host;
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        self.stream.get_mut().write_all(request.as_bytes())?;
        Ok(Feed(self.stream))
    }
}

/// A feed that is read.
pub struct Feed(BufReader<TcpStream>);

impl Feed {
    /// Waits for the next frame; gives its revision.
    pub fn next(&mut self) -> Result<u64> {
        let mut line = String::new();
        loop {
            line.clear();
            if self.0.read_line(&mut line)? == 0 {
                return Err(Error::other("the feed ended"));
            }
            // The lines between are chunk sizes and the frame's other fields.
            if let Some(id) = line.strip_prefix("id:") {
                let revision = id.trim().split('.').next().unwrap_or_default();
                return revision.parse().map_err(Error::other);
            }
        }
    }
}
