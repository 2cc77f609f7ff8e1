// No description at all.
module {
}
