// Fuzz target: files of a P5 folder: sequences, datamaps.json, item2attributes.json, explanations.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/explanations.h"
#include "dataset/id_maps.h"
#include "fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = fuzz::text_of(data, size);
    const auto files = fuzz::parts(bytes, 4);
    fuzz::folder().clear();
    fuzz::folder().write("sequential_data.txt", files[0]);
    const auto maps = fuzz::folder().write("datamaps.json", files[1]);
    const auto attributes = fuzz::folder().write("item2attributes.json", files[2]);
    fuzz::run([&] { fuzz::import(fuzz::folder().path()); });
    // Once more without recognition, which lets little through.
    wb::ImportReport report;
    wb::BadLines bad(report, true);
    const wb::StopToken stop;
    wb::ReadContext context{report, bad, stop, {}};
    wb::RawTable table;
    for (const char* number : {"1", "2", "3"})
        table.rows.push_back({table.users.index_of(number), table.items.index_of(number), 0, 0});
    fuzz::run([&] {
        const auto read = wb::read_id_maps(maps, context);
        wb::read_item_attributes(attributes, read, table, context);
        wb::apply_id_maps(read, table, context);
    });
    fuzz::check_table(table);
    return 0;
}
