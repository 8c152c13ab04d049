// Layer: training.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/checkpoint.h"

#include <ATen/ATen.h>

#include <bit>
#include <nlohmann/json.hpp>

#include "foundation/error.h"
#include "networks/checkpoint_layout.h"

namespace wb {

namespace {

// Doubles go through their bits: a resumed run must compare exactly the numbers that the stopped one had.
std::string bits(double v) {
    return std::to_string(std::bit_cast<std::uint64_t>(v));
}
double from_bits(const nlohmann::json& j) {
    return std::bit_cast<double>(std::stoull(j.get<std::string>()));
}

}  // namespace

void write_checkpoint(const std::filesystem::path& path, const std::string& identity, const Parameters& parameters,
                      Adam& adam, const FitState& state) {
    SafetensorsWriter writer;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const auto& p = parameters[i];
        add_tensor(writer, "value." + p.name, p.value.detach());
        add_tensor(writer, "first." + p.name, adam.first_moments()[i]);
        add_tensor(writer, "second." + p.name, adam.second_moments()[i]);
        if (!state.best.empty()) add_tensor(writer, "best." + p.name, state.best[i]);
    }
    const auto& r = state.report;
    nlohmann::json epochs = nlohmann::json::array();
    for (double s : r.seconds_per_epoch) epochs.push_back(bits(s));
    const nlohmann::json j{{"identity", identity},
                           {"epoch", state.epoch},
                           {"batch", state.batch},
                           {"updates", state.updates},
                           {"initial_validation_done", state.initial_validation_done},
                           {"validation_pending", state.validation_pending},
                           {"finished", state.finished},
                           {"without_gain", state.without_gain},
                           {"best_tie_breaker", bits(state.best_tie_breaker)},
                           {"epoch_loss_sum", bits(state.epoch_loss_sum)},
                           {"epoch_seconds", bits(state.epoch_seconds)},
                           {"adam_steps", adam.steps()},
                           {"has_best", !state.best.empty()},
                           {"report",
                            {{"updates", r.updates},
                             {"epochs", r.epochs},
                             {"validations", r.validations},
                             {"best_update", r.best_update},
                             {"best_selection", bits(r.best_selection)},
                             {"first_loss", bits(r.first_loss)},
                             {"last_loss", bits(r.last_loss)},
                             {"seconds", bits(r.seconds)},
                             {"seconds_per_epoch", epochs},
                             {"end", r.end}}}};
    writer.set_metadata("state", j.dump());
    writer.write(path);
}

bool read_checkpoint(const std::filesystem::path& path, const std::string& identity, const Parameters& parameters,
                     Adam& adam, FitState& state) {
    if (!std::filesystem::exists(path)) return false;
    const auto file = SafetensorsFile::map(path);
    try {
        const auto j = nlohmann::json::parse(file.metadata().at("state"));
        if (j.at("identity") != identity)
            throw UserError(
                "The checkpoint " + path.filename().string() + " belongs to another configuration or dataset.",
                "Going on from it would mix two experiments.",
                "Start a new run with these settings instead of resuming.");
        LayoutReader reader(file, "");
        const bool has_best = j.at("has_best");
        state.best.clear();
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            const auto& p = parameters[i];
            reader.copy("value." + p.name, p.value.detach());
            reader.copy("first." + p.name, adam.first_moments()[i]);
            reader.copy("second." + p.name, adam.second_moments()[i]);
            if (has_best) {
                state.best.push_back(at::empty_like(p.value.detach()));
                reader.copy("best." + p.name, state.best.back());
            }
        }
        reader.finish("the checkpoint");
        adam.set_steps(j.at("adam_steps"));
        state.epoch = j.at("epoch");
        state.batch = j.at("batch");
        state.updates = j.at("updates");
        state.initial_validation_done = j.at("initial_validation_done");
        state.validation_pending = j.at("validation_pending");
        state.finished = j.at("finished");
        state.without_gain = j.at("without_gain");
        state.best_tie_breaker = from_bits(j.at("best_tie_breaker"));
        state.epoch_loss_sum = from_bits(j.at("epoch_loss_sum"));
        state.epoch_seconds = from_bits(j.at("epoch_seconds"));
        const auto& r = j.at("report");
        auto& report = state.report;
        report.updates = r.at("updates");
        report.epochs = r.at("epochs");
        report.validations = r.at("validations");
        report.best_update = r.at("best_update");
        report.best_selection = from_bits(r.at("best_selection"));
        report.first_loss = from_bits(r.at("first_loss"));
        report.last_loss = from_bits(r.at("last_loss"));
        report.seconds = from_bits(r.at("seconds"));
        report.seconds_per_epoch.clear();
        for (const auto& s : r.at("seconds_per_epoch")) report.seconds_per_epoch.push_back(from_bits(s));
        report.end = r.at("end");
    } catch (const UserError&) {
        throw;
    } catch (const std::exception& e) {
        throw UserError("The checkpoint " + path.string() + " cannot be read.",
                        std::string("Its state is damaged (") + e.what() + ").", "Start the run anew.");
    }
    return true;
}

}  // namespace wb
