//! One way to break a file for each kind of finding (filled in below).
