// Whole JSON documents of any size, read as a stream of events. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/json_document.h"

#include <iterator>

#include "dataset/text_blocks.h"
#include "foundation/error.h"

namespace wb {

namespace {

constexpr std::size_t k_deepest = 64;
/// The parser keeps a string whole, so one that never ends would take all memory.
constexpr std::uint64_t k_longest_string = std::uint64_t{1} << 26;

/// The bytes of a file one by one.
class DocumentBytes {
  public:
    DocumentBytes(const std::filesystem::path& path, const StopToken& stop, std::uint64_t limit)
        : path_(path), blocks_(path), stop_(stop), limit_(limit) {
        advance_block();
        if (!ended_ && block_.text().starts_with("\xEF\xBB\xBF")) at_ = 3;
        if (!ended_ && at_ == block_.text().size()) advance_block();
    }
    bool ended() const { return ended_; }
    char byte() const { return block_.text()[at_]; }
    void advance() {
        since_quote_ = byte() == '"' ? 0 : since_quote_ + 1;
        if (since_quote_ > k_longest_string) too_large("it holds a text of more than 64 MiB");
        if (++at_ == block_.text().size()) advance_block();
    }
    std::string digest() {
        while (blocks_.next(block_)) stop_.check();
        return blocks_.digest();
    }

  private:
    void advance_block() {
        stop_.check();
        at_ = 0;
        ended_ = !blocks_.next(block_);
        if (ended_) return;
        read_ += block_.text().size();
        if (read_ > limit_) too_large("it unpacks to more than " + std::to_string(limit_ >> 20) + " MiB");
    }
    [[noreturn]] void too_large(const std::string& why) const {
        throw UserError("The file \"" + path_.string() + "\" is too large.", "As one JSON document, " + why + ".",
                        "Give one record a line instead (JSON lines), or a smaller file.");
    }

    std::filesystem::path path_;
    TextBlocks blocks_;
    const StopToken& stop_;
    std::uint64_t limit_, read_ = 0, since_quote_ = 0;
    Block block_;
    std::size_t at_ = 0;
    bool ended_ = false;
};

/// What nlohmann's parser wants to read from.
class ByteIterator {
  public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = char;
    ByteIterator() = default;
    explicit ByteIterator(DocumentBytes& bytes) : bytes_(&bytes) {}
    char operator*() const { return bytes_->byte(); }
    ByteIterator& operator++() {
        bytes_->advance();
        return *this;
    }
    void operator++(int) { bytes_->advance(); }
    bool operator==(const ByteIterator& other) const { return at_end() == other.at_end(); }
    bool operator!=(const ByteIterator& other) const { return !(*this == other); }

  private:
    bool at_end() const { return !bytes_ || bytes_->ended(); }
    DocumentBytes* bytes_ = nullptr;
};

}  // namespace

bool DocumentVisitor::deeper() {
    if (++depth_ > k_deepest) {
        problem_ = "its lists and objects are nested too deeply";
        return false;
    }
    names_.resize(depth_);
    names_.back().clear();
    return true;
}

bool DocumentVisitor::shallower() {
    names_.resize(--depth_);
    return true;
}

const std::string& DocumentVisitor::name_at(std::size_t depth) const {
    static const std::string none;
    return depth < names_.size() ? names_[depth] : none;
}

bool DocumentVisitor::start_object(std::size_t) {
    return deeper() && object_begins();
}

bool DocumentVisitor::end_object() {
    return object_ends() && shallower();
}

bool DocumentVisitor::start_array(std::size_t) {
    return deeper();
}

bool DocumentVisitor::end_array() {
    return shallower();
}

bool DocumentVisitor::key(string_t& name) {
    names_.back() = name;
    return true;
}

bool DocumentVisitor::parse_error(std::size_t place, const std::string&, const nlohmann::json::exception&) {
    problem_ = "something else than JSON stands at byte " + std::to_string(place);
    return false;
}

std::string visit_document(const std::filesystem::path& path, DocumentVisitor& visitor, const StopToken& stop,
                           std::uint64_t limit) {
    DocumentBytes bytes(path, stop, limit);
    if (!nlohmann::json::sax_parse(ByteIterator(bytes), ByteIterator(), &visitor))
        throw UserError("The file \"" + path.string() + "\" cannot be read.",
                        "It should be one JSON document, and " +
                            (visitor.problem().empty() ? std::string("it is something else") : visitor.problem()) +
                            ".",
                        "Download or copy it again.");
    return bytes.digest();
}

}  // namespace wb
