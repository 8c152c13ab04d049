// The numbers of a Qwen3 model, from the files beside its weights. Layer: text.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/qwen_config.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "foundation/error.h"
#include "foundation/files.h"
#include "foundation/shown_text.h"

namespace wb {

namespace {

using nlohmann::json;

constexpr std::uint64_t largest_file = std::uint64_t{1} << 22;

[[noreturn]] void refuse(const fs::path& file, const std::string& why) {
    throw UserError("The model described by \"" + file.string() + "\" cannot be used.", why,
                    "Use a model of the Qwen3 family with the files that it was published with.");
}

json read_object(const fs::path& file) {
    json document = json::parse(read_file(file, largest_file), nullptr, false);
    if (!document.is_object()) refuse(file, "The file holds no JSON object.");
    return document;
}

/// Fields of one file, with a message that names the field that is wrong.
class Fields {
  public:
    Fields(fs::path file, const json& object) : file_(std::move(file)), object_(object) {}
    const json* find(const char* key) const {
        const auto found = object_.find(key);
        return found == object_.end() || found->is_null() ? nullptr : &*found;
    }
    std::int64_t count(const char* key, std::int64_t largest) const {
        const json* value = find(key);
        const bool good = value && value->is_number_integer() && value->get<std::int64_t>() >= 1 &&
                          value->get<std::int64_t>() <= largest;
        if (!good)
            refuse(file_, std::string("\"") + key + "\" must be a whole number from 1 to " + std::to_string(largest) +
                              (value ? ", and is " + shown_text(value->dump()) + "." : ", and is missing."));
        return value->get<std::int64_t>();
    }
    double positive(const char* key) const {
        const json* value = find(key);
        if (!value || !value->is_number() || !(value->get<double>() > 0))
            refuse(file_, std::string("\"") + key + "\" must be a number above 0.");
        return value->get<double>();
    }
    std::string text(const char* key) const {
        const json* value = find(key);
        return value && value->is_string() ? value->get<std::string>() : std::string();
    }
    bool truth(const char* key) const {
        const json* value = find(key);
        return value && value->is_boolean() && value->get<bool>();
    }
    const fs::path& file() const { return file_; }

  private:
    fs::path file_;
    const json& object_;
};

/// The base of the rotations; transformers 4 has it beside the scaling, transformers 5 with it.
double rope_theta(const Fields& fields) {
    for (const char* key : {"rope_parameters", "rope_scaling"}) {
        const json* scaling = fields.find(key);
        if (!scaling) continue;
        if (!scaling->is_object()) refuse(fields.file(), std::string("\"") + key + "\" is no object.");
        const Fields inner(fields.file(), *scaling);
        std::string type = inner.text("rope_type");
        if (type.empty()) type = inner.text("type");
        if (!type.empty() && type != "default")
            refuse(fields.file(),
                   "It scales positions by " + shown_text(type) + ", which this program does not compute.");
        if (inner.find("rope_theta")) return inner.positive("rope_theta");
    }
    return fields.positive("rope_theta");
}

void add_end_tokens(const Fields& fields, std::vector<std::int32_t>& tokens) {
    const json* value = fields.find("eos_token_id");
    if (!value) return;
    for (const json& one : value->is_array() ? *value : json::array({*value})) {
        if (!one.is_number_integer()) refuse(fields.file(), "\"eos_token_id\" is no number.");
        const auto id = one.get<std::int32_t>();
        if (std::find(tokens.begin(), tokens.end(), id) == tokens.end()) tokens.push_back(id);
    }
}

}  // namespace

std::int64_t QwenConfig::parameters() const {
    const std::int64_t q = heads * head_dim, kv = kv_heads * head_dim;
    const std::int64_t layer = hidden_size * (2 * q + 2 * kv + 3 * intermediate_size + 2) + 2 * head_dim;
    return vocab_size * hidden_size * (tied ? 1 : 2) + layers * layer + hidden_size;
}

QwenConfig read_qwen_config(const fs::path& folder) {
    const auto path = folder / "config.json";
    const json document = read_object(path);
    const Fields fields(path, document);
    if (const auto type = fields.text("model_type"); type != "qwen3")
        refuse(path, "Its \"model_type\" is " + shown_text(type) + ", not \"qwen3\".");
    if (const auto act = fields.text("hidden_act"); act != "silu")
        refuse(path, "Its activation is " + shown_text(act) + ", not \"silu\".");
    if (fields.truth("attention_bias")) refuse(path, "Its attention has biases, which no Qwen3 model has.");
    if (fields.truth("use_sliding_window"))
        refuse(path, "It uses a sliding window, which this program does not compute.");
    QwenConfig config;
    config.hidden_size = fields.count("hidden_size", 1 << 16);
    config.layers = fields.count("num_hidden_layers", 1 << 10);
    config.heads = fields.count("num_attention_heads", 1 << 10);
    config.kv_heads = fields.count("num_key_value_heads", 1 << 10);
    config.head_dim = fields.find("head_dim") ? fields.count("head_dim", 1 << 12) : config.hidden_size / config.heads;
    config.intermediate_size = fields.count("intermediate_size", 1 << 20);
    config.vocab_size = fields.count("vocab_size", 1 << 24);
    config.max_positions = fields.count("max_position_embeddings", std::int64_t{1} << 32);
    config.rope_theta = rope_theta(fields);
    config.rms_norm_eps = fields.positive("rms_norm_eps");
    config.tied = fields.truth("tie_word_embeddings");
    config.dtype = fields.text("dtype").empty() ? fields.text("torch_dtype") : fields.text("dtype");
    if (config.heads % config.kv_heads != 0)
        refuse(path, std::to_string(config.heads) + " heads cannot share " + std::to_string(config.kv_heads) +
                         " heads of keys and values.");
    if (config.head_dim < 2 || config.head_dim % 2 != 0) refuse(path, "The width of its heads is not even.");
    add_end_tokens(fields, config.end_tokens);
    const auto generation = folder / "generation_config.json";
    std::error_code error;
    if (fs::is_regular_file(generation, error)) {
        const json more = read_object(generation);
        add_end_tokens(Fields(generation, more), config.end_tokens);
    }
    return config;
}

}  // namespace wb
