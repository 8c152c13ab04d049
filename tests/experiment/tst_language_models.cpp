// Where language models are looked for, and what a person is told about those that are missing or damaged.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <fstream>

#include "experiment/language_models.h"
#include "experiment/model_memory.h"

using namespace wb;
namespace fs = std::filesystem;

namespace {

const fs::path golden = fs::path(WB_TEST_GOLDENS) / "qwen3_tiny";

/// A model's folder as far as it is looked at without reading weights.
void make_model(const fs::path& folder) {
    fs::create_directories(folder);
    for (const char* file : {"config.json", "model.safetensors"}) fs::copy(golden / file, folder / file);
    std::ofstream(folder / "vocab.json") << "{}";
    std::ofstream(folder / "merges.txt") << "#version: 0.2\n";
}

}  // namespace

class TestLanguageModels : public QObject {
    Q_OBJECT

  private slots:
    void init() {
        m_dir = std::make_unique<QTemporaryDir>();
        m_root = fs::path(m_dir->path().toStdString());
        m_workspace = {m_root / "workspace"};
        fs::create_directories(m_workspace.models());
        qputenv("HF_HUB_CACHE", (m_root / "hub").string().c_str());
        qputenv("WB_RESOURCES", (m_root / "resources").string().c_str());
        make_model(m_root / "resources" / "models" / built_in_model);
    }
    void cleanupTestCase() {
        qunsetenv("HF_HUB_CACHE");
        qunsetenv("WB_RESOURCES");
    }

    void builtInComesFirst() {
        const auto models = language_models(m_workspace);
        QCOMPARE(models.front().name, std::string(built_in_model));
        QVERIFY2(models.front().usable(), models.front().problem.c_str());
        QVERIFY(models.front().stand_in);
        QVERIFY(models.front().weight_bytes > 0);
        QCOMPARE(find_language_model("auto", m_workspace).name, std::string(built_in_model));
    }

    /// An unset variable in a script is no model, least of all the one without a repository.
    void anEmptyNameIsNoModel() {
        const auto none = find_language_model("", m_workspace);
        QVERIFY(!none.usable());
        QVERIFY2(none.fix.find(built_in_model) != std::string::npos, none.fix.c_str());
    }

    void noneAtAll() {
        fs::remove_all(m_root / "resources");
        QVERIFY(find_language_model(built_in_model, m_workspace).fix.find("WB_RESOURCES") != std::string::npos);
        const auto none = find_language_model("auto", m_workspace);
        QVERIFY(!none.usable());
        QVERIFY(none.fix.find("rerank models --get qwen3-0.6b") != std::string::npos);
    }

    void aMissingOneSaysWhereAndWhatToDo() {
        const auto model = find_language_model("qwen3-0.6b", m_workspace);
        QVERIFY(!model.usable());
        QVERIFY(model.problem.find((m_root / "hub" / "models--Qwen--Qwen3-0.6B").string()) != std::string::npos);
        for (const char* name : {"Qwen3-0.6B", "qwen3-0.6b"})
            QVERIFY(model.problem.find((m_workspace.models() / name).string()) != std::string::npos);
        QVERIFY(model.fix.find("rerank models --get qwen3-0.6b") != std::string::npos);
    }

    void inTheWorkspace() {
        make_model(m_workspace.models() / "Qwen3-0.6B");
        for (const char* name : {"qwen3-0.6b", "Qwen3-0.6B", "Qwen/Qwen3-0.6B", "auto"}) {
            const auto model = find_language_model(name, m_workspace);
            QVERIFY2(model.usable(), name);
            QCOMPARE(model.place, std::string("workspace"));
            QCOMPARE(model.name, std::string("qwen3-0.6b"));
            QVERIFY(model.config.layers > 0);
        }
    }

    void inTheHubCache() {
        const auto folder = m_root / "hub" / "models--Qwen--Qwen3-1.7B";
        make_model(folder / "snapshots" / "old");
        make_model(folder / "snapshots" / "new");
        fs::create_directories(folder / "refs");
        std::ofstream(folder / "refs" / "main") << "new";
        // Published scripts write the size wrong.
        const auto model = find_language_model("qwen3-1.6b", m_workspace);
        QVERIFY(model.usable());
        QCOMPARE(model.name, std::string("qwen3-1.7b"));
        QCOMPARE(model.folder, folder / "snapshots" / "new");
    }

    /// What other programs have fetched is found by its repository, where it is a model of the family.
    void othersInTheHubCache() {
        make_model(m_root / "hub" / "models--some--Qwen3-4B" / "snapshots" / "one");
        const auto gpt = m_root / "hub" / "models--some--gpt" / "snapshots" / "one";
        make_model(gpt);
        std::ofstream(gpt / "config.json") << R"({"model_type":"gpt2"})";
        const auto models = language_models(m_workspace);
        QCOMPARE(models.back().name, std::string("some/Qwen3-4B"));
        QVERIFY(std::none_of(models.begin(), models.end(),
                             [](const LanguageModel& model) { return model.name == "some/gpt"; }));
        const auto found = find_language_model("Some/qwen3-4b", m_workspace);
        QVERIFY(found.usable());
        QCOMPARE(found.place, std::string("Hugging Face cache"));
        // It may be fetched into the workspace as well, and is found there when the cache is gone.
        make_model(m_workspace.models() / "some--Qwen3-4B");
        QCOMPARE(find_language_model("some/Qwen3-4B", m_workspace).place, std::string("Hugging Face cache"));
        fs::remove_all(m_root / "hub");
        QCOMPARE(find_language_model("some/Qwen3-4B", m_workspace).place, std::string("workspace"));
        QVERIFY(same_language_model("some/Qwen3-4B", "some--qwen3-4b"));
        QVERIFY(!same_language_model("other/Qwen3-4B", "some--Qwen3-4B"));
    }

    void anyFolder() {
        make_model(m_root / "mine");
        make_model(m_workspace.models() / "other");
        QCOMPARE(find_language_model((m_root / "mine").string(), m_workspace).place, std::string("folder"));
        QCOMPARE(find_language_model("other", m_workspace).folder, m_workspace.models() / "other");
        QCOMPARE(language_models(m_workspace).back().name, std::string("other"));
        const auto nobody = find_language_model("nobody", m_workspace);
        QVERIFY(!nobody.usable());
        QVERIFY(nobody.fix.find("other") != std::string::npos);
    }

    void damagedOnes() {
        const auto folder = m_workspace.models() / "Qwen3-0.6B";
        make_model(folder);
        fs::remove(folder / "merges.txt");
        QVERIFY(find_language_model("qwen3-0.6b", m_workspace).problem.find("no tokenizer") != std::string::npos);
        QCOMPARE(find_language_model("auto", m_workspace).name, std::string(built_in_model));
        std::ofstream(folder / "merges.txt") << "";
        fs::remove(folder / "model.safetensors");
        QVERIFY(find_language_model("qwen3-0.6b", m_workspace).problem.find("no weights") != std::string::npos);
        fs::copy(golden / "model.safetensors", folder / "model.safetensors");
        QVERIFY(find_language_model("qwen3-0.6b", m_workspace).usable());
        fs::resize_file(folder / "model.safetensors", fs::file_size(folder / "model.safetensors") - 1);
        const auto cut = find_language_model("qwen3-0.6b", m_workspace);
        QVERIFY2(!cut.usable() && cut.problem.find("model.safetensors") != std::string::npos, cut.problem.c_str());
        fs::remove(folder / "model.safetensors");
        std::ofstream(folder / "model.safetensors.index.json")
            << R"({"weight_map": {"a": "model-00001-of-00002.safetensors"}})";
        const auto without = find_language_model("qwen3-0.6b", m_workspace);
        QVERIFY2(!without.usable() && without.problem.find("which is not there") != std::string::npos,
                 without.problem.c_str());
        std::ofstream(folder / "config.json") << "nothing";
        QVERIFY(!find_language_model("qwen3-0.6b", m_workspace).usable());
    }

    void memory() {
        make_model(m_workspace.models() / "small");
        const auto small = find_language_model("small", m_workspace).config;
        QVERIFY(memory_need(small, 2048) < (std::uint64_t{1} << 30));
        QVERIFY(memory_need(small, 2048) > memory_need(small, 1024));
        QVERIFY(memory_need(small, 2048, Activations::inputs) < memory_need(small, 2048));
        QwenConfig large;  // the shape of Qwen3-0.6B: 440 M weights in matrices, 156 M in the table of tokens
        large.hidden_size = 1024;
        large.layers = 28;
        large.heads = 16;
        large.kv_heads = 8;
        large.head_dim = 128;
        large.intermediate_size = 3072;
        large.vocab_size = 151936;
        large.tied = true;
        const auto of = [&](const char* base, Activations kept = Activations::inputs) {
            return static_cast<double>(memory_need(large, 1024, kept, base));
        };
        // Without scoring, which takes another 0.9e9, bench_adapting has 2.1e9, and 2.6e9 where products are kept.
        QVERIFY(of("bfloat16") < 3.3e9 && of("bfloat16") > 2.9e9);
        QVERIFY(of("bfloat16", Activations::products) < 3.9e9 && of("bfloat16", Activations::products) > 3.3e9);
        QVERIFY(of("bfloat16", Activations::all) > of("bfloat16", Activations::products));
        QVERIFY(of("nf4") < 1.7e9 && of("float32") > of("bfloat16"));
        QVERIFY(of("int8") < of("bfloat16") && of("int8") > of("nf4"));
        QVERIFY(memory_need(large, 1024, Activations::inputs, "bfloat16", true) > of("bfloat16") + 1.0e9);
    }

  private:
    std::unique_ptr<QTemporaryDir> m_dir;
    fs::path m_root;
    Workspace m_workspace;
};

QTEST_APPLESS_MAIN(TestLanguageModels)
#include "tst_language_models.moc"
