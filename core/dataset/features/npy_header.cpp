// The header of a .npy file: a Python dict of three entries, read by hand. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <charconv>
#include <optional>

#include "dataset/features/npy.h"
#include "dataset/text_lines.h"
#include "foundation/error.h"

namespace wb {

namespace {

constexpr std::string_view magic = "\x93NUMPY";
constexpr std::size_t longest_text = 65535;

[[noreturn]] void refuse(const std::string& origin, const std::string& why,
                         const std::string& fix =
                             "Save it again in Python with numpy.save, or check that it is the "
                             "file that you meant.") {
    throw UserError("The file \"" + origin + "\" is not a .npy file that can be used.", why, fix);
}

/// Reads "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }" and nothing else.
class DictReader {
  public:
    DictReader(std::string_view text, const std::string& origin) : text_(text), origin_(origin) {}

    void read() {
        expect('{');
        while (!take('}')) {
            const std::string_view key = quoted();
            expect(':');
            if (key == "descr" && !descr)
                descr = type();
            else if (key == "fortran_order" && !fortran_order)
                fortran_order = truth();
            else if (key == "shape" && !shape)
                shape = numbers();
            else
                damaged("the entry \"" + excerpt(key) + "\" is unknown or stands there twice");
            if (!take(',')) {
                expect('}');
                break;
            }
        }
        blanks();
        if (at_ != text_.size()) damaged("something follows the dict");
        if (!descr || !fortran_order || !shape) damaged("descr, fortran_order or shape is missing");
    }

    std::optional<std::string_view> descr;
    std::optional<bool> fortran_order;
    std::optional<std::vector<std::int64_t>> shape;

  private:
    [[noreturn]] void damaged(const std::string& what) const {
        refuse(origin_, "Its header is damaged: " + what + ".");
    }
    void blanks() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
    }
    bool take(char c) {
        blanks();
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }
    void expect(char c) {
        if (!take(c)) damaged(std::string("a \"") + c + "\" was expected at byte " + std::to_string(at_));
    }
    bool take_word(std::string_view word) {
        blanks();
        if (!text_.substr(at_).starts_with(word)) return false;
        at_ += word.size();
        return true;
    }
    std::string_view quoted() {
        const char quote = take('"') ? '"' : '\'';
        if (quote == '\'') expect('\'');
        const std::size_t end = text_.find(quote, at_);
        if (end == std::string_view::npos) damaged("a quotation mark is not closed");
        const std::string_view value = text_.substr(at_, end - at_);
        if (value.find('\\') != std::string_view::npos) damaged("a text holds a backslash");
        at_ = end + 1;
        return value;
    }
    std::string_view type() {
        blanks();
        if (at_ < text_.size() && text_[at_] == '[')
            refuse(origin_, "Its entries are records of several fields, not numbers.",
                   "Save one matrix of float32 numbers with a row for each item.");
        return quoted();
    }
    bool truth() {
        if (take_word("True")) return true;
        if (take_word("False")) return false;
        damaged("fortran_order is neither True nor False");
    }
    std::vector<std::int64_t> numbers() {
        expect('(');
        std::vector<std::int64_t> values;
        while (!take(')')) {
            blanks();
            std::int64_t value = 0;
            const char* const begin = text_.data() + at_;
            const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), value);
            if (error != std::errc{} || value < 0) damaged("the shape holds something that is no size");
            at_ += static_cast<std::size_t>(end - begin);
            (void)take_word("L");  // Python 2 wrote long numbers so
            if (values.size() == 32) damaged("the shape has too many dimensions");
            values.push_back(value);
            if (!take(',')) {
                expect(')');
                break;
            }
        }
        return values;
    }

    std::string_view text_;
    const std::string& origin_;
    std::size_t at_ = 0;
};

void read_type(std::string_view descr, NpyHeader& header, const std::string& origin) {
    if (descr.find('O') != std::string_view::npos)
        refuse(origin, "It holds Python objects, which could only be read by running code from the file.",
               "Save a plain matrix instead: numpy.save(path, numpy.asarray(features, dtype=\"float32\")).");
    const bool known = descr.size() == 3 && (descr[0] == '<' || descr[0] == '>') && descr[1] == 'f' &&
                       (descr[2] == '2' || descr[2] == '4' || descr[2] == '8');
    if (!known)
        refuse(origin, "Its numbers are of the type \"" + excerpt(descr) + "\".",
               "Convert it to float32: numpy.save(path, features.astype(\"float32\")).");
    header.big_endian = descr[0] == '>';
    header.item_size = descr[2] - '0';
}

std::string shape_text(const std::vector<std::int64_t>& shape) {
    std::string text = "(";
    for (std::size_t i = 0; i < shape.size(); ++i) text += (i ? ", " : "") + std::to_string(shape[i]);
    return text + ")";
}

}  // namespace

std::string NpyHeader::type() const {
    return std::string(big_endian ? ">" : "<") + "f" + std::to_string(item_size);
}

NpyHeader parse_npy_header(std::string_view first_bytes, std::uint64_t file_size, const std::string& origin) {
    if (!first_bytes.starts_with(magic) || first_bytes.size() < 10)
        refuse(origin, "It does not begin with the mark of such a file.");
    NpyHeader header;
    header.version = static_cast<unsigned char>(first_bytes[6]);
    if (header.version < 1 || header.version > 3 || first_bytes[7] != 0)
        refuse(origin, "It is of version " + std::to_string(header.version) + "." +
                           std::to_string(static_cast<unsigned char>(first_bytes[7])) +
                           "; versions 1.0, 2.0 and 3.0 are known.");
    const std::size_t width = header.version == 1 ? 2 : 4;
    if (first_bytes.size() < 8 + width) refuse(origin, "It ends within its header.");
    std::uint64_t length = 0;
    for (std::size_t i = width; i-- > 0;) length = length << 8 | static_cast<unsigned char>(first_bytes[8 + i]);
    if (length > longest_text) refuse(origin, "Its header claims " + std::to_string(length) + " bytes, too many.");
    const auto text_size = static_cast<std::size_t>(length);
    header.data_begin = 8 + width + text_size;
    if (std::min<std::uint64_t>(first_bytes.size(), file_size) < header.data_begin)
        refuse(origin, "It ends within its header.");

    DictReader dict(first_bytes.substr(8 + width, text_size), origin);
    dict.read();
    read_type(*dict.descr, header, origin);
    header.fortran_order = *dict.fortran_order;
    if (dict.shape->size() != 2)
        refuse(origin,
               "Its shape is " + shape_text(*dict.shape) + ", and features have two dimensions: a row for each item.",
               "Bring it to two dimensions in Python: features.reshape(len(features), -1).");
    header.rows = dict.shape->at(0);
    header.columns = dict.shape->at(1);
    if (header.rows == 0 || header.columns == 0)
        refuse(origin, "Its shape is " + shape_text(*dict.shape) + ", so it holds no number at all.");
    const auto rows = static_cast<std::uint64_t>(header.rows), columns = static_cast<std::uint64_t>(header.columns);
    const std::uint64_t there = (file_size - header.data_begin) / static_cast<std::uint64_t>(header.item_size);
    const bool exact = (file_size - header.data_begin) % static_cast<std::uint64_t>(header.item_size) == 0;
    // Dividing instead of multiplying: the product of the claimed sizes may overflow.
    if (!exact || there % columns != 0 || there / columns != rows)
        refuse(origin,
               "For the shape " + shape_text(*dict.shape) + " and the type \"" + header.type() + "\" its size of " +
                   std::to_string(file_size) + " bytes is wrong; it was cut short or something was added.",
               "Copy or save the file again.");
    return header;
}

}  // namespace wb
