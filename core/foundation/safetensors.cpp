// Reading and checking safetensors files. Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "foundation/safetensors.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "foundation/error.h"
#include "foundation/files.h"
#include "foundation/half.h"
#include "foundation/mapped_file.h"
#include "foundation/shown_text.h"

namespace wb {

static_assert(std::endian::native == std::endian::little, "the bytes of a file are copied as they are");

namespace {

struct DTypeRow {
    DType dtype;
    std::string_view name;
    std::size_t size;
};
constexpr std::array<DTypeRow, 10> dtype_rows{{{DType::boolean, "BOOL", 1},
                                               {DType::u8, "U8", 1},
                                               {DType::i8, "I8", 1},
                                               {DType::i16, "I16", 2},
                                               {DType::i32, "I32", 4},
                                               {DType::i64, "I64", 8},
                                               {DType::f16, "F16", 2},
                                               {DType::bf16, "BF16", 2},
                                               {DType::f32, "F32", 4},
                                               {DType::f64, "F64", 8}}};
const DTypeRow& row_of(DType dtype) {
    return dtype_rows[static_cast<std::size_t>(dtype)];
}

constexpr std::uint64_t longest_header = 100'000'000;
constexpr std::size_t highest_rank = 64;

[[noreturn]] void refuse(const std::string& origin, const std::string& why) {
    throw UserError("The file \"" + origin + "\" is not a safetensors file that can be used.", why,
                    "Get the file again from where it came; it may be damaged or cut short.");
}

struct RawEntry {
    std::string name, dtype;
    std::vector<std::uint64_t> shape, offsets;
};

/// Takes the header apart while it is parsed and stops at the first thing that does not belong there, so that neither
/// nesting nor repeated names reach a tree. Strings, numbers and UTF-8 are checked by the parser itself.
class HeaderHandler : public nlohmann::json_sax<nlohmann::json> {
  public:
    std::vector<RawEntry> entries;
    std::map<std::string, std::string> metadata;
    std::string error;

    bool null() override { return wrong("null"); }
    bool boolean(bool) override { return wrong("true or false"); }
    bool number_integer(number_integer_t) override { return wrong("a negative number"); }
    bool number_float(number_float_t, const string_t& text) override {
        return wrong("the number " + text.substr(0, 40) + ", which is no whole number of 64 bits");
    }
    bool binary(binary_t&) override { return wrong("binary data"); }

    bool number_unsigned(number_unsigned_t value) override {
        if (place_ == Place::shape) {
            if (entries.back().shape.size() == highest_rank)
                return fail("The tensor " + here() + " has too many dimensions.");
            if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
                return fail("The shape of the tensor " + here() + " overflows.");
            entries.back().shape.push_back(value);
            return true;
        }
        if (place_ == Place::offsets) {
            if (entries.back().offsets.size() == 2)
                return fail("The tensor " + here() + " has more than two data_offsets.");
            entries.back().offsets.push_back(value);
            return true;
        }
        return wrong("a number");
    }

    bool string(string_t& value) override {
        if (place_ == Place::metadata) {
            metadata[key_] = value;
            return true;
        }
        if (place_ == Place::entry && key_ == "dtype") {
            entries.back().dtype = value;
            return true;
        }
        return wrong("a text");
    }

    bool start_object(std::size_t) override {
        if (place_ == Place::before) {
            place_ = Place::top;
            return true;
        }
        if (place_ != Place::top) return wrong("an object");
        fields_.clear();
        if (key_ == "__metadata__") {
            place_ = Place::metadata;
        } else {
            place_ = Place::entry;
            entries.push_back({key_, {}, {}, {}});
        }
        return true;
    }

    bool key(string_t& value) override {
        key_ = value;
        if (place_ == Place::top) {
            if (!names_.insert(value).second) return fail("The name " + shown_text(value) + " stands there twice.");
            return true;
        }
        if (place_ == Place::entry && value != "dtype" && value != "shape" && value != "data_offsets")
            return fail("The tensor " + here() + " has the unknown field " + shown_text(value) + ".");
        if (!fields_.insert(value).second)
            return fail("The field " + shown_text(value) + " stands twice in one entry.");
        return true;
    }

    bool end_object() override {
        if (place_ == Place::entry && fields_.size() != 3)
            return fail("The tensor " + here() + " does not have dtype, shape and data_offsets.");
        place_ = place_ == Place::top ? Place::after : Place::top;
        return true;
    }

    bool start_array(std::size_t) override {
        if (place_ == Place::entry && key_ == "shape") {
            place_ = Place::shape;
        } else if (place_ == Place::entry && key_ == "data_offsets") {
            place_ = Place::offsets;
        } else {
            return wrong("a list");
        }
        return true;
    }

    bool end_array() override {
        if (place_ == Place::offsets && entries.back().offsets.size() != 2)
            return fail("The tensor " + here() + " does not have two data_offsets.");
        place_ = Place::entry;
        return true;
    }

    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
        return fail("Its header is not valid JSON at byte " + std::to_string(position) + ".");
    }

  private:
    enum class Place { before, top, entry, shape, offsets, metadata, after };
    Place place_ = Place::before;
    std::string key_;
    std::set<std::string> names_, fields_;

    bool fail(std::string text) {
        if (error.empty()) error = std::move(text);
        return false;
    }
    std::string here() const { return shown_text(entries.empty() ? std::string() : entries.back().name); }
    bool wrong(const std::string& found) {
        switch (place_) {
            case Place::before:
            case Place::after:
                return fail("Its header is not a JSON object.");
            case Place::top:
                return fail("The entry " + shown_text(key_) + " is not an object but " + found + ".");
            case Place::metadata:
                return fail("The metadata " + shown_text(key_) + " is not a text but " + found + ".");
            case Place::entry:
                return fail("The field " + shown_text(key_) + " of the tensor " + here() + " must not be " + found +
                            ".");
            case Place::shape:
                return fail("The shape of the tensor " + here() + " holds " + found + ".");
            case Place::offsets:
                return fail("The data_offsets of the tensor " + here() + " hold " + found + ".");
        }
        return fail("Its header is damaged.");
    }
};

std::optional<std::uint64_t> product(std::uint64_t a, std::uint64_t b) {
    if (b != 0 && a > std::numeric_limits<std::uint64_t>::max() / b) return std::nullopt;
    return a * b;
}

TensorInfo checked(const std::string& origin, const RawEntry& raw, std::uint64_t data_size) {
    const auto fail = [&](const std::string& text) {
        refuse(origin, "The tensor " + shown_text(raw.name) + " " + text);
    };
    TensorInfo info;
    info.name = raw.name;
    const auto row =
        std::find_if(dtype_rows.begin(), dtype_rows.end(), [&](const DTypeRow& r) { return r.name == raw.dtype; });
    if (row == dtype_rows.end())
        throw UserError("The file \"" + origin + "\" cannot be used.",
                        "The tensor " + shown_text(raw.name) + " is of the type " + shown_text(raw.dtype) +
                            ", which is not supported.",
                        "Convert it to F32, F16, BF16, F64, I64, I32, I16, I8, U8 or BOOL.");
    info.dtype = row->dtype;
    // A zero makes the tensor empty, but the other factors must be sane all the same.
    std::uint64_t count = 1;
    bool empty = false;
    for (const std::uint64_t extent : raw.shape) {
        info.shape.push_back(static_cast<std::int64_t>(extent));
        if (extent == 0) {
            empty = true;
            continue;
        }
        const auto next = product(count, extent);
        if (!next) fail("has a shape whose size overflows.");
        count = *next;
    }
    const auto bytes = product(count, row->size);
    if (!bytes || *bytes > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        fail("has a shape whose size overflows.");
    const std::uint64_t expected = empty ? 0 : *bytes;
    info.begin = raw.offsets[0];
    info.end = raw.offsets[1];
    if (info.begin > info.end) fail("ends before it begins.");
    if (info.end > data_size)
        fail("ends at byte " + std::to_string(info.end) + " of " + std::to_string(data_size) + " bytes of data.");
    if (info.end - info.begin != expected)
        fail("needs " + std::to_string(expected) + " bytes for its shape and type but has " +
             std::to_string(info.end - info.begin) + ".");
    return info;
}

void check_cover(const std::string& origin, const std::vector<TensorInfo>& sorted, std::uint64_t data_size) {
    std::uint64_t reached = 0;
    for (const TensorInfo& tensor : sorted) {
        if (tensor.begin != reached)
            refuse(origin, "The tensor " + shown_text(tensor.name) + " begins at byte " +
                               std::to_string(tensor.begin) + " where byte " + std::to_string(reached) +
                               " was expected: data overlap or have a hole.");
        reached = tensor.end;
    }
    if (reached != data_size)
        refuse(origin, std::to_string(data_size - reached) + " bytes at its end belong to no tensor.");
}

/// The length of the header, checked against the size of the file.
std::uint64_t header_length(const std::string& origin, const char* first_bytes, std::uint64_t file_size) {
    if (file_size < 8) refuse(origin, "It has " + std::to_string(file_size) + " bytes, fewer than any header needs.");
    std::uint64_t length = 0;
    std::memcpy(&length, first_bytes, sizeof length);
    if (length > longest_header) refuse(origin, "Its header claims " + std::to_string(length) + " bytes, too many.");
    if (length > file_size - 8)
        refuse(origin, "Its header claims " + std::to_string(length) + " bytes but only " +
                           std::to_string(file_size - 8) + " follow.");
    return length;
}

template <class Stored, class Out, class Convert>
void convert(std::span<const std::byte> bytes, Out* out, Convert one) {
    for (std::size_t i = 0; i < bytes.size() / sizeof(Stored); ++i) {
        Stored value;
        std::memcpy(&value, bytes.data() + i * sizeof(Stored), sizeof value);
        out[i] = one(value);
    }
}

template <class Stored, class Out, class Convert>
std::vector<Out> converted(std::span<const std::byte> bytes, Convert one) {
    std::vector<Out> out(bytes.size() / sizeof(Stored));
    convert<Stored>(bytes, out.data(), one);
    return out;
}

}  // namespace

std::size_t dtype_size(DType dtype) {
    return row_of(dtype).size;
}
std::string_view dtype_name(DType dtype) {
    return row_of(dtype).name;
}

std::int64_t TensorInfo::count() const {
    std::int64_t product_of_shape = 1;
    for (const std::int64_t extent : shape) {
        if (extent == 0) return 0;
        product_of_shape *= extent;
    }
    return product_of_shape;
}

SafetensorsFile SafetensorsFile::read(const std::filesystem::path& path) {
    // Length and header are looked at before memory is taken for the data; parse() then checks what was really read.
    std::error_code error;
    const std::uint64_t size = std::filesystem::file_size(path, error);
    if (!error && size >= 8) {
        std::ifstream file(path, std::ios::binary);
        char first[8] = {};
        if (file.read(first, sizeof first)) (void)header_length(path.string(), first, size);
    }
    return parse(read_file(path, error ? longest_header : std::max<std::uint64_t>(size, 8)), path.string());
}

SafetensorsFile SafetensorsFile::parse(std::string bytes, const std::string& origin) {
    SafetensorsFile file;
    file.origin_ = origin;
    const auto kept = std::make_shared<const std::string>(std::move(bytes));
    file.owner_ = kept;
    file.bytes_ = *kept;
    file.take_header(file.bytes_, file.bytes_.size());
    return file;
}

SafetensorsFile SafetensorsFile::map(const std::filesystem::path& path) {
    SafetensorsFile file;
    file.origin_ = path.string();
    const auto mapped = std::make_shared<const MappedFile>(path);
    file.owner_ = file.mapped_ = mapped;
    file.bytes_ = mapped->bytes();
    file.take_header(file.bytes_, file.bytes_.size());
    return file;
}

SafetensorsFile SafetensorsFile::read_header(const std::filesystem::path& path) {
    SafetensorsFile file;
    file.origin_ = path.string();
    std::error_code error;
    const std::uint64_t size = std::filesystem::file_size(path, error);
    std::ifstream in(path, std::ios::binary);
    std::string start(8, '\0');
    if (error || !in || (size >= 8 && !in.read(start.data(), 8)))
        throw UserError("The file \"" + file.origin_ + "\" cannot be read.", "It is missing or not open to you.",
                        "Check the path and who may read it.");
    const std::uint64_t length = header_length(file.origin_, start.data(), size);
    start.resize(8 + static_cast<std::size_t>(length));
    if (!in.read(start.data() + 8, static_cast<std::streamsize>(length)))
        refuse(file.origin_, "It became shorter while it was read.");
    file.take_header(start, size);
    return file;
}

void SafetensorsFile::take_header(std::string_view start, std::uint64_t file_size) {
    const std::uint64_t length = header_length(origin_, start.data(), file_size);
    const std::string_view header = start.substr(8, static_cast<std::size_t>(length));
    if (header.empty() || header.front() != '{') refuse(origin_, "Its header does not begin with \"{\".");
    // The parser takes a NUL for the end of its input, so it would not see what stands behind one.
    if (header.find('\0') != std::string_view::npos) refuse(origin_, "Its header holds a NUL byte.");
    if (header[header.find_last_not_of(' ')] != '}')
        refuse(origin_, "Its header does not end with \"}\" and spaces.");
    HeaderHandler handler;
    if (!nlohmann::json::sax_parse(header.begin(), header.end(), &handler))
        refuse(origin_, handler.error.empty() ? "Its header is damaged." : handler.error);
    data_begin_ = 8 + static_cast<std::size_t>(length);
    metadata_ = std::move(handler.metadata);
    const std::uint64_t data_size = file_size - data_begin_;
    for (const RawEntry& raw : handler.entries) tensors_.push_back(checked(origin_, raw, data_size));
    std::sort(tensors_.begin(), tensors_.end(), [](const TensorInfo& a, const TensorInfo& b) {
        return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
    });
    check_cover(origin_, tensors_, data_size);
    for (std::size_t i = 0; i < tensors_.size(); ++i) index_[tensors_[i].name] = i;
}

bool SafetensorsFile::contains(std::string_view name) const {
    return index_.find(name) != index_.end();
}

const TensorInfo& SafetensorsFile::info(std::string_view name) const {
    const auto found = index_.find(name);
    if (found == index_.end())
        throw UserError("The file \"" + origin_ + "\" has no tensor " + shown_text(std::string(name)) + ".",
                        "The model that is loaded needs it.", "Check that the file belongs to this model.");
    return tensors_[found->second];
}

std::span<const std::byte> SafetensorsFile::bytes(const TensorInfo& tensor) const {
    if (bytes_.empty()) throw std::logic_error("only the header of \"" + origin_ + "\" was read");
    const std::span<const std::byte> data =
        std::as_bytes(std::span(bytes_.data(), bytes_.size())).subspan(data_begin_);
    if (tensor.begin > tensor.end || tensor.end > data.size())
        throw std::logic_error("the tensor \"" + tensor.name + "\" is not one of this file");
    return data.subspan(static_cast<std::size_t>(tensor.begin), static_cast<std::size_t>(tensor.end - tensor.begin));
}

void SafetensorsFile::release(const TensorInfo& tensor) const {
    const auto part = bytes(tensor);
    if (mapped_) mapped_->release({reinterpret_cast<const char*>(part.data()), part.size()});
}

std::vector<float> SafetensorsFile::floats(std::string_view name) const {
    const TensorInfo& tensor = info(name);
    std::vector<float> out(static_cast<std::size_t>(tensor.count()));
    copy_floats(tensor, bytes(tensor), out.data());
    return out;
}

std::vector<float> SafetensorsFile::floats(std::string_view name, std::span<const std::int64_t> rows) const {
    const TensorInfo& tensor = info(name);
    const auto all = bytes(tensor);
    const std::int64_t there = tensor.shape.empty() ? 0 : tensor.shape.front();
    const auto width = static_cast<std::size_t>(there > 0 ? tensor.count() / there : 0);
    const std::size_t row_bytes = width * dtype_size(tensor.dtype);
    std::vector<float> out(rows.size() * width);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i] < 0 || rows[i] >= there) throw std::logic_error("SafetensorsFile: no such row");
        copy_floats(tensor, all.subspan(static_cast<std::size_t>(rows[i]) * row_bytes, row_bytes),
                    out.data() + i * width);
    }
    return out;
}

void SafetensorsFile::copy_floats(const TensorInfo& tensor, std::span<const std::byte> data, float* out) const {
    switch (tensor.dtype) {
        case DType::f32:
            return convert<float>(data, out, [](float v) { return v; });
        case DType::f64:
            return convert<double>(data, out, [](double v) { return static_cast<float>(v); });
        case DType::f16:
            return convert<std::uint16_t>(data, out, half_to_float);
        case DType::bf16:
            return convert<std::uint16_t>(data, out, bfloat_to_float);
        default:
            throw UserError(
                "The tensor " + shown_text(tensor.name) + " of the file \"" + origin_ + "\" holds whole numbers.",
                "Numbers with a fraction were expected, but its type is " + std::string(dtype_name(tensor.dtype)) +
                    ".",
                "Check that the file belongs to this model.");
    }
}

std::vector<std::int64_t> SafetensorsFile::integers(std::string_view name) const {
    const TensorInfo& tensor = info(name);
    const auto data = bytes(tensor);
    const auto widen = [](auto v) { return static_cast<std::int64_t>(v); };
    switch (tensor.dtype) {
        case DType::i64:
            return converted<std::int64_t, std::int64_t>(data, widen);
        case DType::i32:
            return converted<std::int32_t, std::int64_t>(data, widen);
        case DType::i16:
            return converted<std::int16_t, std::int64_t>(data, widen);
        case DType::i8:
            return converted<std::int8_t, std::int64_t>(data, widen);
        case DType::u8:
        case DType::boolean:
            return converted<std::uint8_t, std::int64_t>(data, widen);
        default:
            throw UserError(
                "The tensor " + shown_text(tensor.name) + " of the file \"" + origin_ +
                    "\" does not hold whole numbers.",
                "Whole numbers were expected, but its type is " + std::string(dtype_name(tensor.dtype)) + ".",
                "Check that the file belongs to this model.");
    }
}

}  // namespace wb
