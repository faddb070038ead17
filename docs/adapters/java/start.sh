#!/bin/sh
# Compiles what is here and starts the adapter. Standard output belongs to the protocol: the compiler speaks on the other.
here=$(dirname "$0")
javac -encoding UTF-8 -d "$here/classes" "$here"/*.java >&2 && exec java -cp "$here/classes" Adapter
