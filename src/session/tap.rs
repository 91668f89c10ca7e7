//! A transport that remembers what was read through it.

use std::{
    io,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
};

use crate::disco::text::visible_within;

use tokio::io::{AsyncBufRead, AsyncRead, AsyncWrite, ReadBuf};

/// What a session runs on.
pub trait Transport: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Transport for T {}

/// Buffers reads for the login's XML stream and records what that stream consumed, so that the stream header, with its
/// language and prefixes, can be read again by our own parser.
pub struct Tap<T> {
    inner: T,
    buffer: Vec<u8>,
    start: usize,
    is_first: bool,
    heard: Heard,
}

/// The record of a [`Tap`].
#[derive(Clone, Default)]
pub struct Heard(Arc<Mutex<Vec<u8>>>);

/// A login has no more to say than this; the rest is not recorded.
const MOST: usize = 1 << 20;
const CHUNK: usize = 16 << 10;
/// So much of what another protocol says is shown.
const SHOWN: usize = 40;

impl Heard {
    /// What was read since the last call.
    pub fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn push(&self, bytes: &[u8]) {
        let mut heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let room = MOST.saturating_sub(heard.len()).min(bytes.len());
        heard.extend_from_slice(bytes.get(..room).unwrap_or_default());
    }
}

impl<T> Tap<T> {
    /// Listens to a transport.
    pub fn new(inner: T) -> Self {
        Self { inner, buffer: Vec::new(), start: 0, is_first: true, heard: Heard::default() }
    }

    /// The tokenizer waits for more where anything but XML can only be another protocol: an XMPP server begins with "<".
    fn listen_first(&mut self) -> io::Result<()> {
        let Some(first) = self.buffer.iter().find(|byte| !byte.is_ascii_whitespace()) else { return Ok(()) };
        if std::mem::replace(&mut self.is_first, false) && *first != b'<' {
            let start = self.buffer.get(..SHOWN).unwrap_or(&self.buffer);
            let words = String::from_utf8_lossy(start);
            let words = visible_within(words.trim_end_matches(char::REPLACEMENT_CHARACTER).trim(), SHOWN);
            return Err(io::Error::new(io::ErrorKind::InvalidData, format!("it says “{words}”")));
        }
        Ok(())
    }

    /// The record.
    pub fn heard(&self) -> Heard {
        self.heard.clone()
    }

    /// The transport and what was read from it but not consumed.
    pub fn into_parts(self) -> (T, Vec<u8>) {
        let unread = self.buffer.get(self.start..).unwrap_or_default().to_vec();
        (self.inner, unread)
    }
}

impl<T: AsyncRead + Unpin> AsyncBufRead for Tap<T> {
    fn poll_fill_buf(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let this = self.get_mut();
        if this.start >= this.buffer.len() {
            this.buffer.resize(CHUNK, 0);
            this.start = CHUNK;
            let mut space = ReadBuf::new(&mut this.buffer);
            let result = ready!(Pin::new(&mut this.inner).poll_read(context, &mut space));
            let filled = space.filled().len();
            this.buffer.truncate(filled);
            this.start = 0;
            result?;
            this.listen_first()?;
        }
        Poll::Ready(Ok(this.buffer.get(this.start..).unwrap_or_default()))
    }

    fn consume(self: Pin<&mut Self>, amount: usize) {
        let this = self.get_mut();
        let end = (this.start + amount).min(this.buffer.len());
        this.heard.push(this.buffer.get(this.start..end).unwrap_or_default());
        this.start = end;
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Tap<T> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, space: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let available = ready!(self.as_mut().poll_fill_buf(context))?;
        let amount = available.len().min(space.remaining());
        space.put_slice(available.get(..amount).unwrap_or_default());
        self.consume(amount);
        Poll::Ready(Ok(()))
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Tap<T> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}
