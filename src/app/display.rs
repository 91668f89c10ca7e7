//! Whether a window can open here at all: winit would panic where it cannot.

/// Why no window can open.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Neither X11 nor Wayland.
    #[error(
        "There is no display to open a window on (neither WAYLAND_DISPLAY nor DISPLAY is set); run it on a desktop, on a \
         virtual one (on Debian: apt install xvfb xauth libxkbcommon-x11-0 libxcursor1 libxi6, then xvfb-run discoscope), or \
         headless, for instance: discoscope --demo all demo.localhost"
    )]
    NoDisplay,
    /// There is a name of a display, but nobody answers.
    #[error(
        "The display {name} cannot be used: {why}; check {variable}, run it on a virtual display (on Debian: apt install \
         xvfb xauth, then xvfb-run discoscope), or headless, for instance: discoscope --demo all demo.localhost"
    )]
    NoAnswer {
        /// The variable that names it.
        variable: &'static str,
        /// The display.
        name: String,
        /// Why.
        why: String,
    },
    /// A library that is loaded at run time is not installed.
    #[error(
        "The library {library} is missing, so no window can open; install it (on Debian: apt install {packages}), or run \
         headless, for instance: discoscope --demo all demo.localhost"
    )]
    NoLibrary {
        /// The first that is missing.
        library: &'static str,
        /// The packages of all that are needed.
        packages: &'static str,
    },
    /// The window system failed later.
    #[error(
        "The window could not be opened: {0}. Run headless instead, for instance: discoscope --demo all demo.localhost"
    )]
    Failed(String),
}

/// A connection to the display, to be held until the window has its own: an X server may start anew when its last client
/// goes, and would then turn the window away.
pub struct Held {
    #[cfg(all(unix, not(target_os = "macos")))]
    _connection: linux::Connection,
}

/// Looks whether the display answers and the libraries are there; talks to the display, so it blocks for a moment.
#[cfg(all(unix, not(target_os = "macos")))]
pub fn check() -> Result<Held, Error> {
    let named = |variable| std::env::var(variable).ok().filter(|name| !name.is_empty());
    if let Some(name) = named("WAYLAND_DISPLAY").or_else(|| named("WAYLAND_SOCKET")) {
        return linux::wayland(name).map(|connection| Held { _connection: connection });
    }
    match named("DISPLAY") {
        Some(name) => linux::x11(name).map(|connection| Held { _connection: connection }),
        None => Err(Error::NoDisplay),
    }
}

/// Other systems always have a display.
#[cfg(not(all(unix, not(target_os = "macos"))))]
pub fn check() -> Result<Held, Error> {
    Ok(Held {})
}

#[cfg(all(unix, not(target_os = "macos")))]
mod linux {
    use wayland_client::ConnectError;
    use x11_dl::{xcursor::Xcursor, xinput2::XInput2, xlib::Xlib, xlib_xcb::Xlib_xcb};

    use super::Error;

    /// Either kind of connection.
    #[expect(dead_code, reason = "held, not used")]
    pub enum Connection {
        Wayland(wayland_client::Connection),
        X11(Box<x11rb::xcb_ffi::XCBConnection>),
    }

    const X11_PACKAGES: &str = "libx11-6 libx11-xcb1 libxcb1 libxcursor1 libxi6 libxkbcommon0 libxkbcommon-x11-0";
    const WAYLAND_PACKAGES: &str = "libwayland-client0 libxkbcommon0";

    pub fn wayland(name: String) -> Result<Connection, Error> {
        if xkbcommon_dl::xkbcommon_option().is_none() {
            return Err(Error::NoLibrary { library: "libxkbcommon.so.0", packages: WAYLAND_PACKAGES });
        }
        match wayland_client::Connection::connect_to_env() {
            Ok(connection) => Ok(Connection::Wayland(connection)),
            Err(ConnectError::NoWaylandLib) => {
                Err(Error::NoLibrary { library: "libwayland-client.so.0", packages: WAYLAND_PACKAGES })
            }
            Err(error) => Err(Error::NoAnswer { variable: "WAYLAND_DISPLAY", name, why: error.to_string() }),
        }
    }

    pub fn x11(name: String) -> Result<Connection, Error> {
        let libraries = [
            ("libX11.so.6", Xlib::open().is_ok()),
            ("libX11-xcb.so.1", Xlib_xcb::open().is_ok()),
            ("libXcursor.so.1", Xcursor::open().is_ok()),
            ("libXi.so.6", XInput2::open().is_ok()),
            ("libxcb.so.1", x11rb::xcb_ffi::load_libxcb().is_ok()),
            ("libxkbcommon.so.0", xkbcommon_dl::xkbcommon_option().is_some()),
            ("libxkbcommon-x11.so.0", xkbcommon_dl::x11::xkbcommon_x11_option().is_some()),
        ];
        if let Some((library, _)) = libraries.into_iter().find(|(_, is_there)| !is_there) {
            return Err(Error::NoLibrary { library, packages: X11_PACKAGES });
        }
        match x11rb::xcb_ffi::XCBConnection::connect(None) {
            Ok((connection, _)) => Ok(Connection::X11(Box::new(connection))),
            Err(error) => Err(Error::NoAnswer { variable: "DISPLAY", name, why: error.to_string() }),
        }
    }
}
