//! Somebody who drags a file from another program onto the window (XDND, version 5).

use std::path::Path;
use std::time::{Duration, Instant};

use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt, CreateWindowAux, EventMask, PropMode, SelectionNotifyEvent, Window,
    WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

/// A drag that is over a window.
pub struct Drag {
    connection: RustConnection,
    source: Window,
    target: Window,
    uris: String,
}

impl Drag {
    /// Drags a file over the window that takes drops; the pointer itself stays where it is.
    pub fn over(display: &str, file: &Path) -> Self {
        let (connection, screen) = x11rb::connect(Some(display)).expect("a connection");
        let root = connection.setup().roots[screen].root;
        let source = connection.generate_id().expect("an id");
        let _ = connection
            .create_window(0, source, root, 0, 0, 1, 1, 0, WindowClass::INPUT_OUTPUT, 0, &CreateWindowAux::new())
            .expect("sent");
        let uris = format!("file://{}\r\n", file.display());
        let mut drag = Self { connection, source, target: root, uris };
        drag.target = drag.taker(root).expect("a window that takes drops");
        let selection = drag.atom("XdndSelection");
        let _ = drag.connection.set_selection_owner(source, selection, x11rb::CURRENT_TIME).expect("sent");
        let list = drag.atom("text/uri-list");
        drag.send("XdndEnter", [source, 5 << 24, list, 0, 0]);
        let copy = drag.atom("XdndActionCopy");
        let middle = 640 * 0x1_0000 + 400;
        drag.send("XdndPosition", [source, 0, middle, x11rb::CURRENT_TIME, copy]);
        drag.answer(Duration::from_secs(2));
        drag
    }

    /// Lets go of it.
    pub fn release(&self) {
        self.send("XdndDrop", [self.source, 0, x11rb::CURRENT_TIME, 0, 0]);
        self.answer(Duration::from_secs(1));
    }

    /// Drags it away again.
    pub fn leave(&self) {
        self.send("XdndLeave", [self.source, 0, 0, 0, 0]);
    }

    /// Hands the file's name out to whoever asks.
    fn answer(&self, patience: Duration) {
        let end = Instant::now() + patience;
        while Instant::now() < end {
            let Some(event) = self.connection.poll_for_event().expect("a connection") else {
                std::thread::sleep(Duration::from_millis(10));
                continue;
            };
            let Event::SelectionRequest(request) = event else { continue };
            let bytes = self.uris.as_bytes();
            let _ = self
                .connection
                .change_property8(PropMode::REPLACE, request.requestor, request.property, request.target, bytes)
                .expect("sent");
            let notify = SelectionNotifyEvent {
                response_type: x11rb::protocol::xproto::SELECTION_NOTIFY_EVENT,
                sequence: 0,
                time: request.time,
                requestor: request.requestor,
                selection: request.selection,
                target: request.target,
                property: request.property,
            };
            let _ = self.connection.send_event(false, request.requestor, EventMask::NO_EVENT, notify).expect("sent");
            self.connection.flush().expect("the X server reads");
        }
    }

    fn send(&self, name: &str, data: [u32; 5]) {
        let event = ClientMessageEvent::new(32, self.target, self.atom(name), data);
        let _ = self.connection.send_event(false, self.target, EventMask::NO_EVENT, event).expect("sent");
        self.connection.flush().expect("the X server reads");
    }

    fn atom(&self, name: &str) -> u32 {
        self.connection.intern_atom(false, name.as_bytes()).expect("sent").reply().expect("an atom").atom
    }

    fn taker(&self, window: Window) -> Option<Window> {
        let aware = self.atom("XdndAware");
        let property = self.connection.get_property(false, window, aware, AtomEnum::ANY, 0, 1).ok()?.reply().ok()?;
        if property.value_len > 0 {
            return Some(window);
        }
        let children = self.connection.query_tree(window).ok()?.reply().ok()?.children;
        children.into_iter().find_map(|child| self.taker(child))
    }
}
