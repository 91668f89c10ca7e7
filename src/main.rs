//! The program: reads the command line and opens the window or answers headless.

fn main() {}
