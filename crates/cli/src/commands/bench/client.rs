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

    /// Gets a page as browsers do; gives how many bytes came for it.
    pub fn get(&mut self, path: &str) -> Result<usize> {
        let host = &self.host;
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip\r\n\r\n");
        self.stream.get_mut().write_all(request.as_bytes())?;
        match self.head()? {
            (200, Some(length)) => Ok(self.body(length)?.len()),
            (200, None) => self.chunks(),
            (status, _) => Err(Error::other(format!("{path}: {status}"))),
        }
    }

    /// The parts of a body of unknown length, each with its own.
    fn chunks(&mut self) -> Result<usize> {
        let (mut all, mut line) = (0, String::new());
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let length = usize::from_str_radix(line.trim(), 16).map_err(Error::other)?;
            // Each part ends with an empty line.
            self.body(length + 2)?;
            if length == 0 {
                return Ok(all);
            }
            all += length;
        }
    }

    fn answer(&mut self) -> Result<String> {
        let (_, length) = self.head()?;
        String::from_utf8(self.body(length.unwrap_or(0))?).map_err(Error::other)
    }

    fn body(&mut self, length: usize) -> Result<Vec<u8>> {
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(body)
    }

    /// Status and, where it is told, length of the body.
    fn head(&mut self) -> Result<(u16, Option<usize>)> {
        let (mut status, mut length, mut line) = (0, None, String::new());
        loop {
            line.clear();
            if self.stream.read_line(&mut line)? == 0 {
                return Err(Error::other("the server closed the connection"));
            }
            let lower = line.to_ascii_lowercase();
            if let Some(value) = lower.strip_prefix("content-length:") {
                length = Some(value.trim().parse().map_err(Error::other)?);
            }
            if let Some(told) = lower.strip_prefix("http/1.1 ") {
                let code = told.split(' ').next().unwrap_or_default();
                status = code.trim().parse().map_err(Error::other)?;
            }
            if line.trim().is_empty() {
                return Ok((status, length));
            }
        }
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
