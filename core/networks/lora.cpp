// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/lora.h"

#include <ATen/ATen.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <regex>

#include "foundation/error.h"
#include "foundation/files.h"
#include "foundation/shown_text.h"
#include "networks/checkpoint_layout.h"
#include "networks/initial_values.h"

namespace wb {

namespace {

using nlohmann::json;

constexpr std::uint64_t largest_config = std::uint64_t{1} << 22;

struct Module {
    const char *name, *part;
    std::int64_t in, out;
};

/// The linear layers of one decoder layer.
std::vector<Module> modules(const QwenConfig& c) {
    const std::int64_t q = c.heads * c.head_dim, kv = c.kv_heads * c.head_dim;
    return {{"q_proj", "self_attn", c.hidden_size, q},
            {"k_proj", "self_attn", c.hidden_size, kv},
            {"v_proj", "self_attn", c.hidden_size, kv},
            {"o_proj", "self_attn", q, c.hidden_size},
            {"gate_proj", "mlp", c.hidden_size, c.intermediate_size},
            {"up_proj", "mlp", c.hidden_size, c.intermediate_size},
            {"down_proj", "mlp", c.intermediate_size, c.hidden_size}};
}

std::string path_of(std::int64_t layer, const Module& module) {
    return "model.layers." + std::to_string(layer) + "." + module.part + "." + module.name;
}

[[noreturn]] void refuse(const fs::path& file, const std::string& why) {
    throw UserError("The adapter described by \"" + file.string() + "\" cannot be used.", why,
                    "Use a LoRA adapter with one rank for all its layers, trained on this model.");
}

/// Which linear layers are meant: a list of their names, "all-linear", or a pattern over whole paths.
std::set<std::string> targets_of(const fs::path& file, const json& targets, const QwenConfig& config) {
    std::set<std::string> known, found;
    for (const Module& module : modules(config)) known.insert(module.name);
    if (targets.is_array()) {
        for (const json& one : targets) {
            const std::string name = one.is_string() ? one.get<std::string>() : one.dump();
            if (!known.count(name))
                refuse(file, "Its target " + shown_text(name) + " is no linear layer of this model.");
            found.insert(name);
        }
    } else if (targets == "all-linear") {
        found = known;
    } else if (targets.is_string()) {
        std::regex pattern;
        try {
            pattern = std::regex(targets.get<std::string>());
        } catch (const std::regex_error& problem) {
            refuse(file, std::string("Its pattern of targets cannot be read (") + problem.what() + ").");
        }
        for (const Module& module : modules(config)) {
            std::int64_t matches = 0;
            for (std::int64_t layer = 0; layer < config.layers; ++layer)
                matches += std::regex_match(path_of(layer, module), pattern);
            if (matches > 0 && matches < config.layers)
                refuse(file, std::string("Its pattern takes ") + module.name + " in some layers only.");
            if (matches > 0) found.insert(module.name);
        }
    }
    if (found.empty()) refuse(file, "It names no linear layer of this model.");
    return found;
}

LoraSettings settings_of(const fs::path& file, const json& j, const QwenConfig& config) {
    if (j.value("peft_type", "") != "LORA") refuse(file, "It is no LoRA adapter.");
    const auto set = [&](const char* key) {
        const auto found = j.find(key);
        return found != j.end() && !found->is_null() && *found != false &&
               !(found->is_structured() && found->empty());
    };
    for (const char* key :
         {"use_dora", "rank_pattern", "alpha_pattern", "modules_to_save", "layers_to_transform", "layer_replication",
          "fan_in_fan_out", "lora_bias", "trainable_token_indices", "target_parameters", "use_qalora", "use_bdlora",
          "exclude_modules", "alora_invocation_tokens"})
        if (set(key)) refuse(file, std::string("It uses \"") + key + "\", which this program does not compute.");
    if (j.value("bias", "none") != "none") refuse(file, "It trains biases, which this model does not have.");
    // These take what A and B start as out of the model's own weights.
    const auto start = j.value("init_lora_weights", json());
    for (const char* changing : {"pissa", "olora", "corda", "loftq"})
        if (start.is_string() && start.get<std::string>().starts_with(changing))
            refuse(file, "It belongs to weights that " + shown_text(start.get<std::string>()) +
                             " has changed. PEFT can convert it (path_initial_model_for_weight_conversion).");
    LoraSettings s;
    s.rank = j.at("r").get<std::int64_t>();
    s.alpha = j.at("lora_alpha").get<double>();
    s.dropout = j.value("lora_dropout", 0.0);
    s.rank_stabilised = j.value("use_rslora", false);
    if (s.rank < 1 || s.rank > 4096) refuse(file, "Its rank is " + std::to_string(s.rank) + ".");
    s.targets = targets_of(file, j.value("target_modules", json()), config);
    return s;
}

const std::string prefix = "base_model.model.";

}  // namespace

double LoraSettings::scale() const {
    return alpha / (rank_stabilised ? std::sqrt(static_cast<double>(rank)) : static_cast<double>(rank));
}

LoraAdapter::LoraAdapter(const LoraSettings& settings, const QwenConfig& config, Rng rng) : settings_(settings) {
    for (std::int64_t layer = 0; layer < config.layers; ++layer)
        for (const Module& module : modules(config)) {
            if (!settings.targets.count(module.name)) continue;
            Pair pair{linear_default({settings.rank, module.in}, module.in, rng),
                      at::zeros({module.out, settings.rank}, at::kFloat)};
            const std::string path = prefix + path_of(layer, module);
            for (auto& [name, value] : {std::pair{".lora_A.weight", &pair.a}, std::pair{".lora_B.weight", &pair.b}}) {
                value->set_requires_grad(true);
                parameters_.push_back({path + name, *value, true});
            }
            pairs_.emplace(std::pair{layer, std::string(module.name)}, pair);
        }
    if (pairs_.empty()) throw std::logic_error("LoraAdapter: no target");
}

LoraAdapter LoraAdapter::load(const fs::path& folder, const QwenConfig& config) {
    const auto file = folder / "adapter_config.json";
    LoraSettings settings;
    std::string base;
    try {
        const auto described = json::parse(read_file(file, largest_config));
        settings = settings_of(file, described, config);
        if (const auto name = described.value("base_model_name_or_path", json()); name.is_string()) base = name;
    } catch (const json::exception& problem) {
        refuse(file, "The file is damaged: " + shown_text(problem.what()) + ".");
    }
    LoraAdapter adapter(settings, config, Rng(0, "replaced by what is loaded"));
    const auto weights = SafetensorsFile::read(folder / "adapter_model.safetensors");
    for (const TensorInfo& tensor : weights.tensors()) {
        const bool known = std::any_of(adapter.parameters_.begin(), adapter.parameters_.end(),
                                       [&](const NamedParameter& p) { return p.name == tensor.name; });
        if (!known)
            refuse(file, "Its weights hold the tensor " + shown_text(tensor.name) + ", which it says nothing of.");
    }
    load_parameters(adapter.parameters_, weights, "", "the adapter");
    adapter.base_ = base;
    return adapter;
}

void LoraAdapter::save(const fs::path& folder, const std::string& base) const {
    SafetensorsWriter writer;
    save_parameters(parameters_, writer, "");
    writer.write(folder / "adapter_model.safetensors");
    const json config{{"peft_type", "LORA"},
                      {"task_type", "CAUSAL_LM"},
                      {"base_model_name_or_path", base},
                      {"r", settings_.rank},
                      {"lora_alpha", settings_.alpha},
                      {"lora_dropout", settings_.dropout},
                      {"use_rslora", settings_.rank_stabilised},
                      {"use_dora", false},
                      {"bias", "none"},
                      {"fan_in_fan_out", false},
                      {"inference_mode", true},
                      {"init_lora_weights", true},
                      {"modules_to_save", nullptr},
                      {"rank_pattern", json::object()},
                      {"alpha_pattern", json::object()},
                      {"target_modules", settings_.targets}};
    write_file_atomic(folder / "adapter_config.json", config.dump(2) + "\n");
}

const LoraAdapter::Pair* LoraAdapter::find(std::int64_t layer, const std::string& name) const {
    const auto found = pairs_.find({layer, name});
    return found == pairs_.end() ? nullptr : &found->second;
}

at::Tensor LoraAdapter::delta(std::int64_t layer, const std::string& name) const {
    const Pair* pair = find(layer, name);
    return pair ? at::mm(pair->b, pair->a) * settings_.scale() : at::Tensor();
}

}  // namespace wb
