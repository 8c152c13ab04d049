// One declaration per method, and the registry of all. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "experiment/params.h"

namespace wb {

enum class Stage { retrieval, rerank };
std::string_view stage_name(Stage stage);  ///< "retrieval", "rerank"

struct Needs {
    bool images = false, text = false, captions = false, summaries = false, features = false, language_model = false;
    bool leave_one_out = false;  ///< reads sequences in time order up to one true item
};

/// A named set of values: the published script's, the paper's, a quick one.
struct Preset {
    std::string id, title, doc;
    Settings values;
    std::string warning;  ///< shown whenever the preset is used; empty = none
};

/// A thing to know that does not stop a run; `text` is one or two full sentences.
struct Notice {
    std::string code, text;
};

/// What a method's own rules across fields look at, and where their findings go; `key` of a problem is the bare key.
struct MethodCheck {
    const Settings& settings;
    const Settings& candidates;
    bool has_retriever;  ///< a stage 1 takes part in the run, trained or of another run
    std::vector<Problem>& problems;
    std::vector<Notice>& warnings;
};

struct MethodSpec {
    std::string id;     ///< "lrurec"
    std::string title;  ///< "LRURec"
    Stage stage = Stage::retrieval;
    std::string doc;        ///< one paragraph
    std::string reference;  ///< the paper
    Needs needs;
    std::vector<ParamSpec> params;
    std::vector<Preset> presets;
    std::function<void(MethodCheck&)> check;  ///< rules across fields ("dim is a multiple of heads"); may be empty
    const ParamSpec* find(std::string_view key_or_alias) const;
    const Preset* find_preset(std::string_view preset_id) const;
    Settings defaults() const;
};

class Registry {
  public:
    /// std::logic_error on a repeated id, key or flag, or a default or preset that fails its own check.
    void add(MethodSpec spec);
    const std::vector<MethodSpec>& methods() const { return methods_; }
    std::vector<const MethodSpec*> of_stage(Stage stage) const;
    /// nullptr when unknown.
    const MethodSpec* find(Stage stage, std::string_view id) const;

  private:
    std::vector<MethodSpec> methods_;
};

/// LRURec, BERT4Rec, ...: calls one function per file of experiment/methods/.
void register_builtin_methods(Registry& registry);
const Registry& builtin_methods();

/// The flag of a method's parameter: "--retrieval-epochs", and its other spellings.
std::vector<std::string> flags_of(Stage stage, const ParamSpec& spec);
/// The flags of a parameter that belongs to no method: "--dataset-code", and its other spellings.
std::vector<std::string> flags_of(const ParamSpec& spec);

/// The manual's page of one method, as Markdown, from the declaration alone.
std::string method_page(const MethodSpec& spec);

}  // namespace wb
