// Layer: rerank.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rerank/letter_record.h"

#include <ATen/ATen.h>

#include <nlohmann/json.hpp>

#include "foundation/error.h"
#include "foundation/files.h"
#include "foundation/sha256.h"
#include "foundation/shown_text.h"

namespace wb {

namespace {

using nlohmann::json;
constexpr const char* file_name = "letters.json";
constexpr std::uint64_t largest_record = std::uint64_t{1} << 26;

}  // namespace

void write_letter_record(const LetterRecord& record, const std::filesystem::path& folder) {
    json canaries = json::array();
    for (const Canary& canary : record.canaries) canaries.push_back({{"ids", canary.ids}, {"logits", canary.logits}});
    const json document{{"model", record.model},
                        {"fingerprint", record.fingerprint},
                        {"label_tokens", record.label_tokens},
                        {"label_strategy", record.label_strategy},
                        {"temperature", record.temperature},
                        {"prior", record.prior},
                        {"scored_in", record.scored_in},
                        {"trained_on", record.trained_on},
                        {"canaries", canaries}};
    write_file_atomic(folder / file_name, document.dump(1) + "\n");
}

LetterRecord read_letter_record(const std::filesystem::path& folder) {
    const auto file = folder / file_name;
    try {
        const json document = json::parse(read_file(file, largest_record));
        LetterRecord record{document.at("model"),
                            document.at("fingerprint"),
                            document.at("label_tokens"),
                            document.at("label_strategy"),
                            document.at("temperature"),
                            document.at("prior"),
                            document.value("scored_in", "float32"),
                            document.value("trained_on", "float32"),
                            {}};
        for (const json& canary : document.at("canaries"))
            record.canaries.push_back({canary.at("ids"), canary.at("logits")});
        return record;
    } catch (const json::exception& problem) {
        throw UserError("The file \"" + file.string() + "\" is damaged.", shown_text(problem.what()) + ".",
                        "Train the run again.");
    }
}

std::string fingerprint_of(const Parameters& parameters) {
    Sha256 sum;
    for (const NamedParameter& p : parameters) {
        std::string head = p.name;
        for (const std::int64_t size : p.value.sizes()) head += " " + std::to_string(size);
        sum.add(head + "\n");
        const auto values = p.value.detach().contiguous();
        sum.add(std::string_view(reinterpret_cast<const char*>(values.data_ptr<float>()),
                                 static_cast<std::size_t>(values.numel()) * sizeof(float)));
    }
    return sum.hex();
}

}  // namespace wb
