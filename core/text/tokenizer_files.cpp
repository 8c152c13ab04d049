// Tokenizers from the files of a model's folder. Layer: text.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/tokenizer_files.h"

#include <simdjson.h>

#include <charconv>
#include <limits>
#include <optional>

#include "foundation/error.h"
#include "foundation/files.h"
#include "foundation/shown_text.h"
#include "text/text_pieces.h"

namespace wb {

namespace {

namespace dom = simdjson::dom;

constexpr std::uint64_t largest_file = std::uint64_t{1} << 28;

[[noreturn]] void damaged(const fs::path& file, const std::string& why) {
    throw UserError("The tokenizer file \"" + file.string() + "\" cannot be read.", why,
                    "Download it again from where the model came from.");
}

[[noreturn]] void other_kind(const fs::path& file, const std::string& why) {
    throw UserError("The tokenizer \"" + file.string() + "\" is of another kind.",
                    why + " With this program's rules it would give other tokens than the model was trained on.",
                    "Use a model of the Qwen2 or Qwen3 family.");
}

/// A document that stays valid as long as this does.
class Document {
  public:
    explicit Document(fs::path file) : file_(std::move(file)), bytes_(read_file(file_, largest_file)) {
        try {
            root_ = parser_.parse(bytes_.text);
        } catch (const simdjson::simdjson_error& problem) {
            damaged(file_, std::string("It is no JSON document (") + problem.what() + ").");
        }
    }
    /// Runs `read` on the root; a field that is missing or of another type ends with a UserError.
    template <class Read>
    void with(Read read) const {
        try {
            read(root_);
        } catch (const simdjson::simdjson_error& problem) {
            damaged(file_, std::string("A part of it is missing or of another type (") + problem.what() + ").");
        }
    }
    const fs::path& file() const { return file_; }

  private:
    struct Padded {
        explicit Padded(const std::string& bytes) : text(bytes) {}
        simdjson::padded_string text;
    };
    fs::path file_;
    Padded bytes_;
    dom::parser parser_;
    dom::element root_;
};

std::string text_of(dom::element value) {
    return std::string(std::string_view(value));
}

std::int32_t id_of(const fs::path& file, dom::element value) {
    const std::int64_t id = value;
    if (id < 0 || id > std::numeric_limits<std::int32_t>::max())
        damaged(file, "A token has the number " + std::to_string(id) + ".");
    return static_cast<std::int32_t>(id);
}

/// A field that may be missing or null.
std::optional<dom::element> maybe(dom::element object, const char* key) {
    dom::element value;
    if (object[key].get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
    return value;
}

bool is_true(dom::element object, const char* key) {
    const auto value = maybe(object, key);
    return value && value->is_bool() && bool(*value);
}

AddedToken added_token(const fs::path& file, std::int32_t id, dom::element token) {
    AddedToken added{id, text_of(token["content"]), is_true(token, "special")};
    for (const char* option : {"single_word", "lstrip", "rstrip", "normalized"})
        if (is_true(token, option))
            other_kind(file, "Its added token " + shown_text(added.content) + " has the option " + option + ".");
    if (added.content.empty()) damaged(file, "An added token is empty.");
    return added;
}

void read_vocabulary(const fs::path& file, dom::element vocabulary, TokenizerParts& parts) {
    for (const auto& [token, id] : dom::object(vocabulary))
        parts.vocabulary.emplace_back(std::string(token), id_of(file, id));
}

void check_kind(const fs::path& file, dom::element root) {
    const auto type_of = [](std::optional<dom::element> value) {
        return value ? text_of((*value)["type"]) : std::string("none");
    };
    if (const auto type = type_of(maybe(root, "normalizer")); type != "NFC")
        other_kind(file, "Its normaliser is " + shown_text(type) + ", not NFC.");
    const auto cut = maybe(root, "pre_tokenizer");
    if (type_of(cut) != "Sequence") other_kind(file, "It does not cut texts by a pattern and then into bytes.");
    std::string pattern;
    bool bytes = false;
    for (dom::element step : dom::array((*cut)["pretokenizers"])) {
        const std::string type = text_of(step["type"]);
        if (type == "Split") pattern = text_of(step["pattern"]["Regex"]);
        if (type == "ByteLevel") bytes = !is_true(step, "add_prefix_space") && !is_true(step, "use_regex");
    }
    if (!bytes || pattern != qwen_pieces_pattern) other_kind(file, "It cuts texts by another pattern.");
    const dom::element model = root["model"];
    if (const std::string type = text_of(model["type"]); type != "BPE")
        other_kind(file, "Its model is " + shown_text(type) + ".");
    for (const char* option : {"fuse_unk", "byte_fallback", "ignore_merges"})
        if (is_true(model, option)) other_kind(file, std::string("Its model has the option ") + option + ".");
    for (const char* option : {"continuing_subword_prefix", "end_of_word_suffix"})
        if (const auto value = maybe(model, option); value && !text_of(*value).empty())
            other_kind(file, std::string("Its model has the option ") + option + ".");
}

TokenizerParts read_tokenizer_json(const fs::path& path) {
    const Document document(path);
    TokenizerParts parts;
    document.with([&](dom::element root) {
        check_kind(path, root);
        const dom::element model = root["model"];
        read_vocabulary(path, model["vocab"], parts);
        for (dom::element merge : dom::array(model["merges"])) {
            if (merge.is_array()) {
                parts.merges.emplace_back(text_of(merge.at(0)), text_of(merge.at(1)));
                continue;
            }
            const std::string pair = text_of(merge);
            const auto space = pair.find(' ');
            if (space == std::string::npos) damaged(path, "The merge " + shown_text(pair) + " has one part.");
            parts.merges.emplace_back(pair.substr(0, space), pair.substr(space + 1));
        }
        if (const auto added = maybe(root, "added_tokens"))
            for (dom::element token : dom::array(*added))
                parts.added.push_back(added_token(path, id_of(path, token["id"]), token));
    });
    return parts;
}

void read_merges_text(const fs::path& path, TokenizerParts& parts) {
    const std::string bytes = read_file(path, largest_file);
    std::size_t number = 0;
    for (std::size_t at = 0; at < bytes.size();) {
        const auto end = std::min(bytes.find('\n', at), bytes.size());
        std::string line = bytes.substr(at, end - at);
        at = end + 1;
        ++number;
        if (!line.empty() && line.back() == '\r') line.pop_back();
        if (line.empty() || (number == 1 && line.starts_with("#version"))) continue;
        const auto space = line.find(' ');
        if (space == std::string::npos || line.find(' ', space + 1) != std::string::npos)
            damaged(path, "Line " + std::to_string(number) + " does not have two parts.");
        parts.merges.emplace_back(line.substr(0, space), line.substr(space + 1));
    }
}

/// The numbers of added tokens, and which of them are control tokens where tokenizer_config.json says it.
void read_added(const fs::path& folder, TokenizerParts& parts) {
    std::error_code ignored;
    const auto config = folder / "tokenizer_config.json", plain = folder / "added_tokens.json";
    if (fs::is_regular_file(config, ignored)) {
        Document(config).with([&](dom::element root) {
            const auto added = maybe(root, "added_tokens_decoder");
            if (!added) return;
            for (const auto& [number, token] : dom::object(*added)) {
                std::int32_t id = -1;
                const auto end = number.data() + number.size();
                if (std::from_chars(number.data(), end, id).ptr != end)
                    damaged(config, shown_text(number) + " is no number of a token.");
                parts.added.push_back(added_token(config, id, token));
            }
        });
    }
    if (parts.added.empty() && fs::is_regular_file(plain, ignored)) {
        Document(plain).with([&](dom::element root) {
            for (const auto& [content, id] : dom::object(root)) {
                if (content.empty()) damaged(plain, "An added token is empty.");
                parts.added.push_back({id_of(plain, id), std::string(content), true});
            }
        });
    }
}

}  // namespace

Tokenizer load_tokenizer(const fs::path& folder) {
    std::error_code ignored;
    const auto whole = folder / "tokenizer.json", vocabulary = folder / "vocab.json", merges = folder / "merges.txt";
    if (fs::is_regular_file(whole, ignored)) return Tokenizer(read_tokenizer_json(whole));
    if (!fs::is_regular_file(vocabulary, ignored) || !fs::is_regular_file(merges, ignored))
        throw UserError("There is no tokenizer in \"" + folder.string() + "\".",
                        "It needs tokenizer.json, or vocab.json and merges.txt.",
                        "Download the model's folder again, with all its small files.");
    TokenizerParts parts;
    Document(vocabulary).with([&](dom::element root) { read_vocabulary(vocabulary, root, parts); });
    read_merges_text(merges, parts);
    read_added(folder, parts);
    return Tokenizer(parts);
}

}  // namespace wb
