//! A screen without a monitor (Xvfb), hands (xdotool) and eyes (pictures of it).

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, ImageFormat, Window};
use x11rb::rust_connection::RustConnection;

use crate::keeper::{Keeper, until};
use crate::picture::{Picture, Region};

/// The screen's width in pixels.
pub const WIDTH: u16 = 1280;
/// The screen's height in pixels.
pub const HEIGHT: u16 = 800;

/// How long anything on the screen may take before the test fails; generous, because two cores may build meanwhile.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// What stands in the clipboard before something is copied.
const NOTHING: &str = "nothing was copied yet";

/// An empty screen.
pub struct Display {
    name: String,
    connection: RustConnection,
    root: Window,
    folder: TempDir,
    _server: Keeper,
}

impl Display {
    /// Starts a screen of 1280 × 800 on a number that the X server itself finds free.
    pub fn start() -> Self {
        let folder = TempDir::with_prefix("discoscope-display-").expect("a temporary folder");
        let log = folder.path().join("number");
        let screen = format!("{WIDTH}x{HEIGHT}x24");
        let mut command = Command::new("Xvfb");
        // The number goes to standard output, and from there into the log.
        let _ =
            command.args(["-displayfd", "1", "-screen", "0", &screen, "-dpi", "96", "-nolisten", "tcp", "-noreset"]);
        let server = Keeper::start(&command, &log, None).expect("a shell");
        let name = until(PATIENCE, || number(&log).map(|number| format!(":{number}")))
            .unwrap_or_else(|| panic!("Xvfb did not start: {}", fs::read_to_string(&log).unwrap_or_default()));
        let (connection, screen) = x11rb::connect(Some(&name)).expect("a connection to our own X server");
        let root = connection.setup().roots[screen].root;
        Self { name, connection, root, folder, _server: server }
    }

    /// The value for `DISPLAY`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Starts a program on this screen and waits for its window, which is then made to fill the screen.
    pub fn open(&self, mut command: Command) -> Opened<'_> {
        let _ = command.env("DISPLAY", &self.name).env_remove("WAYLAND_DISPLAY").env_remove("WAYLAND_SOCKET");
        let _ = command.env("ICED_BACKEND", "tiny-skia").env("WINIT_X11_SCALE_FACTOR", "1");
        let log = self.folder.path().join("program.log");
        let started = Instant::now();
        let program = Keeper::start(&command, &log, None).expect("a shell");
        let said = || fs::read_to_string(&log).unwrap_or_default();
        let found = until(PATIENCE, || if program.is_alive() { self.find_window().map(Some) } else { Some(None) });
        let Some(Some(window)) = found else { panic!("no window was opened; the program said: {}", said()) };
        let after = started.elapsed();
        let opened = Opened { display: self, program, window, after };
        let id = window.to_string();
        // There is no window manager: place, size and focus are ours to give.
        self.hands(&[
            "windowmove",
            &id,
            "0",
            "0",
            "windowsize",
            "--sync",
            &id,
            &WIDTH.to_string(),
            &HEIGHT.to_string(),
        ]);
        self.hands(&["windowfocus", "--sync", &id]);
        opened
    }

    /// The picture of the whole screen now.
    pub fn picture(&self) -> Picture {
        let reply = self
            .connection
            .get_image(ImageFormat::Z_PIXMAP, self.root, 0, 0, WIDTH, HEIGHT, u32::MAX)
            .expect("the X server reads")
            .reply()
            .expect("a picture");
        Picture::from_bgrx(usize::from(WIDTH), usize::from(HEIGHT), &reply.data)
    }

    /// Saves the whole screen as PNG.
    pub fn save(&self, file: &Path) {
        let status = Command::new("import").args(["-display", &self.name, "-window", "root"]).arg(file).status();
        assert!(status.is_ok_and(|status| status.success()), "import (ImageMagick) took no picture");
    }

    /// Runs xdotool.
    fn hands(&self, arguments: &[&str]) {
        let _ = self.question(arguments);
    }

    fn question(&self, arguments: &[&str]) -> String {
        let output =
            Command::new("xdotool").args(arguments).env("DISPLAY", &self.name).output().expect("xdotool starts");
        assert!(output.status.success(), "xdotool {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// xdotool fails when nothing is found, which here means: not yet.
    fn find_window(&self) -> Option<Window> {
        let search = ["search", "--onlyvisible", "--name", "."];
        let output = Command::new("xdotool").args(search).env("DISPLAY", &self.name).output().expect("xdotool starts");
        String::from_utf8_lossy(&output.stdout).lines().last()?.trim().parse().ok()
    }
}

/// A program with a window on a screen.
pub struct Opened<'a> {
    display: &'a Display,
    program: Keeper,
    window: Window,
    /// From the start of the process until its window was on the screen.
    pub after: Duration,
}

impl Opened<'_> {
    /// Whether the program still runs.
    pub fn is_alive(&self) -> bool {
        self.program.is_alive()
    }

    /// The process.
    pub fn pid(&self) -> u32 {
        self.program.pid()
    }

    /// What the program printed.
    pub fn said(&self) -> String {
        fs::read_to_string(self.display.folder.path().join("program.log")).unwrap_or_default()
    }

    /// The window's title.
    pub fn title(&self) -> String {
        self.display.question(&["getwindowname", &self.window.to_string()])
    }

    /// Presses and releases a key, by its X name (`Right`, `Return`, `ctrl+c`).
    pub fn key(&self, name: &str) {
        self.display.hands(&["key", "--clearmodifiers", name]);
    }

    /// Types text.
    pub fn type_text(&self, text: &str) {
        self.display.hands(&["type", "--clearmodifiers", "--delay", "20", text]);
    }

    /// Moves the pointer.
    pub fn point(&self, x: usize, y: usize) {
        self.display.hands(&["mousemove", &x.to_string(), &y.to_string()]);
    }

    /// Clicks with the left button.
    pub fn click(&self, x: usize, y: usize) {
        self.button("1", x, y);
    }

    /// Clicks with the right button.
    pub fn right_click(&self, x: usize, y: usize) {
        self.button("3", x, y);
    }

    /// Clicks twice with the left button.
    pub fn double_click(&self, x: usize, y: usize) {
        self.point(x, y);
        self.display.hands(&["click", "--repeat", "2", "--delay", "80", "1"]);
    }

    /// Turns the wheel by this many notches, down when positive.
    pub fn scroll(&self, x: usize, y: usize, notches: i32) {
        self.point(x, y);
        let button = if notches > 0 { "5" } else { "4" };
        self.display.hands(&["click", "--repeat", &notches.unsigned_abs().to_string(), "--delay", "20", button]);
    }

    /// Drags something with the left button that looks different while the pointer is on it, while it is held, and where it
    /// has been drawn to. Each step is seen before the next: a window that hears of several at once takes the last place for
    /// that of them all.
    #[track_caller]
    pub fn drag(&self, from: (usize, usize), to: (usize, usize), region: Region) {
        self.point(from.0.saturating_sub(60), from.1);
        let before = self.still(region);
        self.point(from.0, from.1);
        let pointed = self.changed(&before, region);
        self.display.hands(&["mousedown", "1"]);
        let held = self.changed(&pointed, region);
        self.point(to.0, to.1);
        let _ = self.changed(&held, region);
        self.display.hands(&["mouseup", "1"]);
    }

    /// Makes the window another size.
    pub fn resize(&self, width: usize, height: usize) {
        let id = self.window.to_string();
        self.display.hands(&["windowsize", &id, &width.to_string(), &height.to_string()]);
    }

    /// Clicks with a button, by its X number.
    pub fn press_button(&self, button: u8, x: usize, y: usize) {
        self.button(&button.to_string(), x, y);
    }

    fn button(&self, button: &str, x: usize, y: usize) {
        self.point(x, y);
        self.display.hands(&["click", button]);
    }

    /// The picture of the screen now.
    pub fn picture(&self) -> Picture {
        self.display.picture()
    }

    /// Saves the screen as PNG.
    pub fn save(&self, file: &Path) {
        self.display.save(file);
    }

    /// Waits until nothing has moved in this part for 400 ms, and gives the picture.
    #[track_caller]
    pub fn still(&self, region: Region) -> Picture {
        let end = Instant::now() + PATIENCE;
        let (mut last, mut since) = (self.picture(), Instant::now());
        while since.elapsed() < Duration::from_millis(400) {
            assert!(Instant::now() < end, "the picture does not come to rest; {}", self.state());
            std::thread::sleep(Duration::from_millis(40));
            let now = self.picture();
            if now.differs(&last, region) {
                since = Instant::now();
            }
            last = now;
        }
        last
    }

    /// Waits until this part has been looked at with success.
    #[track_caller]
    pub fn until<T>(&self, what: &str, limit: Duration, mut look: impl FnMut(&Picture) -> Option<T>) -> T {
        until(limit, || look(&self.picture())).unwrap_or_else(|| panic!("not seen: {what}; {}", self.state()))
    }

    /// Waits until this part looks different from before and has come to rest, and gives the picture.
    #[track_caller]
    pub fn changed(&self, before: &Picture, region: Region) -> Picture {
        let changed = until(PATIENCE, || self.picture().differs(before, region).then_some(()));
        assert!(changed.is_some(), "nothing changed in {region:?}; {}", self.state());
        self.still(region)
    }

    /// Copies what is selected: puts a mark into the clipboard, presses Ctrl+C and waits for what replaces it.
    #[track_caller]
    pub fn copy(&self) -> String {
        self.copy_within(PATIENCE).unwrap_or_else(|| panic!("nothing is copied; {}", self.state()))
    }

    /// The same where there may be nothing to copy.
    #[track_caller]
    pub fn copy_within(&self, limit: Duration) -> Option<String> {
        let mut command = Command::new("xclip");
        let _ = command.args(["-i", "-selection", "clipboard"]).env("DISPLAY", &self.display.name);
        // It stays behind as the owner of the selection, and would keep whatever reads its output waiting.
        let _ = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut xclip = command.spawn().expect("xclip starts");
        xclip.stdin.take().expect("piped").write_all(NOTHING.as_bytes()).expect("xclip reads");
        assert!(xclip.wait().is_ok_and(|status| status.success()), "xclip takes nothing into the clipboard");
        // It is back before it owns the selection; a copy in between would be lost.
        let is_marked = until(PATIENCE, || self.read_clipboard().filter(|text| text == NOTHING));
        assert!(is_marked.is_some(), "the clipboard cannot be marked; {}", self.state());
        self.key("ctrl+c");
        until(limit, || self.read_clipboard().filter(|text| text != NOTHING))
    }

    /// What stands in the clipboard, once something does.
    #[track_caller]
    pub fn clipboard(&self) -> String {
        until(PATIENCE, || self.read_clipboard())
            .unwrap_or_else(|| panic!("the clipboard stays empty; {}", self.state()))
    }

    fn read_clipboard(&self) -> Option<String> {
        let mut command = Command::new("timeout");
        let _ = command.args(["5", "xclip", "-o", "-selection", "clipboard"]).env("DISPLAY", &self.display.name);
        let output = command.output().expect("xclip starts");
        let is_text = output.status.success() && !output.stdout.is_empty();
        is_text.then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Asks the window to close as its button would, and waits for the program's end.
    #[track_caller]
    pub fn close(self) {
        let connection = &self.display.connection;
        let atom =
            |name: &str| connection.intern_atom(false, name.as_bytes()).expect("sent").reply().expect("an atom").atom;
        let data = [atom("WM_DELETE_WINDOW"), 0, AtomEnum::NONE.into(), 0, 0];
        let event = ClientMessageEvent::new(32, self.window, atom("WM_PROTOCOLS"), data);
        let _ = connection.send_event(false, self.window, EventMask::NO_EVENT, event).expect("sent");
        connection.flush().expect("the X server reads");
        let ended = until(Duration::from_secs(10), || (!self.is_alive()).then_some(()));
        assert!(ended.is_some(), "the program did not end when its window was closed");
        assert!(!self.said().contains("panicked"), "{}", self.said());
    }

    fn state(&self) -> String {
        let is = match (self.is_alive(), self.program.status()) {
            (true, _) => "running".to_owned(),
            (false, status) => format!("gone with status {status:?}"),
        };
        format!("the program is {is}, it said: {}", self.said())
    }
}

fn number(log: &Path) -> Option<u32> {
    let text = fs::read_to_string(log).ok()?;
    text.lines().filter(|_| text.ends_with('\n')).find_map(|line| line.trim().parse().ok())
}
