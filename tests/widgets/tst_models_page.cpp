// The Models page: what it says of each model, and downloads from a hub that is a local server.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "common/message_bar.h"
#include "foundation/files.h"
#include "models/download_line.h"
#include "models/models_page.h"
#include "tests/local_server.h"
#include "tests/widgets/demo_workspace.h"
#include "window/main_window.h"

using made::LocalServer;

namespace {

/// The built-in model as any repository of the hub.
struct Hub {
    std::map<std::string, std::string> files;
    std::atomic<bool> slow{false}, missing{false};
    LocalServer server{[this](const auto& request, const auto& answer) { serve(request, answer); }};

    explicit Hub(const wb::Workspace& workspace) {
        const auto tiny = wb::find_language_model(wb::built_in_model, workspace);
        for (const auto& entry : std::filesystem::directory_iterator(tiny.folder))
            if (entry.is_regular_file()) files[entry.path().filename().string()] = wb::read_file(entry.path());
    }
    void serve(const LocalServer::Request& request, const LocalServer::Answer& answer) {
        if (missing) return answer.reply(404, "");
        if (request.path.ends_with("/tree/main")) {
            std::string list;
            for (const auto& [name, text] : files)
                list += (list.empty() ? "[" : ",") + std::string("{\"type\":\"file\",\"path\":\"") + name +
                        "\",\"size\":" + std::to_string(text.size()) + "}";
            return answer.reply(200, list + "]");
        }
        const auto& text = files[request.path.substr(request.path.rfind('/') + 1)];
        if (!slow) return answer.reply(200, text);
        answer.send("HTTP/1.1 200 x\r\nConnection: close\r\nContent-Length: " + std::to_string(text.size()) +
                    "\r\n\r\n" + text.substr(0, text.size() / 2));
        answer.wait(60000);
    }
    QString address() const { return QString::fromStdString(server.url("")); }
};

}  // namespace

class TestModelsPage : public QObject {
    Q_OBJECT
    std::unique_ptr<DemoWorkspace> demo_;
    std::unique_ptr<Hub> hub_;
    std::unique_ptr<QTemporaryDir> settingsFolder_;
    std::unique_ptr<AppSettings> settings_;
    std::unique_ptr<ModelsPage> page_;

    ModelCard* card(const std::string& name) const {
        for (ModelCard* one : page_->cards())
            if (one->model().name == name) return one;
        return nullptr;
    }
    static QPushButton* button(QWidget* in, const char* name) {
        return in->findChild<QPushButton*>(QString::fromLatin1(name));
    }
    QString message() const { return page_->findChild<MessageBar*>()->text(); }
    bool shows(const char* words) const { return message().contains(QString::fromLatin1(words)); }

  private slots:
    void init() {
        qputenv("HF_HUB_CACHE", "/nonexistent");
        demo_ = std::make_unique<DemoWorkspace>(false);
        hub_ = std::make_unique<Hub>(demo_->context.workspace);
        settingsFolder_ = std::make_unique<QTemporaryDir>();
        settings_ = std::make_unique<AppSettings>(settingsFolder_->path());
        settings_->setValue(AppSettings::Key::hub, hub_->address());
        page_ = std::make_unique<ModelsPage>(&demo_->context, settings_.get());
        page_->resize(900, 900);
        page_->show();
    }
    void cleanup() {
        page_.reset();
        hub_.reset();
    }

    void says_what_is_there_and_what_is_not() {
        auto* tiny = card("qwen3-tiny");
        QVERIFY(tiny && tiny->model().usable());
        QVERIFY(button(tiny, "model_use")->isVisible() && !button(tiny, "model_download")->isVisible());
        QVERIFY(tiny->findChild<QLabel*>("model_memory")->text().contains("memory"));
        auto* large = card("qwen3-0.6b");
        QVERIFY(large && !large->model().usable());
        QVERIFY(!button(large, "model_use")->isVisible() && button(large, "model_download")->isVisible());
        QVERIFY(large->findChild<QLabel*>("model_folder")->text().contains(demo_->folder.path()));
        QVERIFY(!large->findChild<QLabel*>("model_problem")->text().isEmpty());
        QSignalSpy used(page_.get(), &ModelsPage::useRequested);
        button(tiny, "model_use")->click();
        QCOMPARE(used.at(0).at(0).toString(), QStringLiteral("qwen3-tiny"));
    }

    void a_download_makes_a_model_usable() {
        QSignalSpy changed(page_.get(), &ModelsPage::modelsChanged);
        button(card("qwen3-0.6b"), "model_download")->click();
        QVERIFY(page_->isDownloading() && card("qwen3-0.6b")->line()->isVisible());
        QVERIFY(!button(card("qwen3-1.7b"), "model_download")->isEnabled());
        QTRY_COMPARE_WITH_TIMEOUT(changed.count(), 1, 20000);
        QVERIFY2(card("qwen3-0.6b")->model().usable(), card("qwen3-0.6b")->model().problem.c_str());
        QVERIFY(shows("Qwen3-0.6B is ready."));
        QVERIFY(!card("qwen3-0.6b")->line()->isVisible());
        QVERIFY(button(card("qwen3-1.7b"), "model_download")->isEnabled());
    }

    void closing_asks_while_a_model_comes() {
        hub_->slow = true;
        MainWindow window(&demo_->context, settings_.get(), QStringLiteral("/nonexistent/worker"));
        window.show();
        auto* page = window.findChild<ModelsPage*>();
        page->download(QStringLiteral("qwen3-0.6b"));
        QVERIFY(page->isDownloading());
        demo_->dialogs.choices = {1};
        window.close();
        QVERIFY(window.isVisible() && page->isDownloading());
        QCOMPARE(demo_->dialogs.asked.size(), 1);
        demo_->dialogs.choices = {0};
        window.close();
        QVERIFY(!window.isVisible());
    }

    void a_stopped_download_goes_on() {
        hub_->slow = true;
        button(card("qwen3-0.6b"), "model_download")->click();
        auto* line = card("qwen3-0.6b")->line();
        QTRY_VERIFY_WITH_TIMEOUT(line->findChild<QLabel*>("download_text")->text().contains(" of "), 20000);
        button(line, "download_stop")->click();
        QTRY_VERIFY_WITH_TIMEOUT(!page_->isDownloading(), 20000);
        QVERIFY(shows("The download was stopped."));
        QVERIFY(!card("qwen3-0.6b")->model().usable());
        hub_->slow = false;
        QSignalSpy changed(page_.get(), &ModelsPage::modelsChanged);
        button(card("qwen3-0.6b"), "model_download")->click();
        QTRY_COMPARE_WITH_TIMEOUT(changed.count(), 1, 20000);
        QVERIFY(card("qwen3-0.6b")->model().usable());
    }

    void another_model_by_its_name() {
        auto* name = page_->findChild<QLineEdit*>("model_repository");
        auto* fetch = button(page_.get(), "model_fetch");
        QVERIFY(!fetch->isEnabled());
        name->setText("nonsense");
        fetch->click();
        QVERIFY(shows("There is no language model \"nonsense\"."));
        name->setText("some/model");
        QSignalSpy changed(page_.get(), &ModelsPage::modelsChanged);
        fetch->click();
        QTRY_COMPARE_WITH_TIMEOUT(changed.count(), 1, 20000);
        QVERIFY(card("some--model") && card("some--model")->model().usable());
    }

    void trouble_is_said() {
        hub_->missing = true;
        button(card("qwen3-0.6b"), "model_download")->click();
        QTRY_VERIFY_WITH_TIMEOUT(!page_->isDownloading(), 20000);
        QVERIFY(!message().isEmpty() && !shows("is ready"));
        page_->findChild<QLineEdit*>("model_hub")->setText(QString::fromStdString(LocalServer::dead_url("")));
        QTest::keyClick(page_->findChild<QLineEdit*>("model_hub"), Qt::Key_Return);
        QVERIFY(settings_->value(AppSettings::Key::hub).toString() != hub_->address());
        button(card("qwen3-0.6b"), "model_download")->click();
        QTRY_VERIFY_WITH_TIMEOUT(!page_->isDownloading(), 60000);
        QVERIFY(!message().isEmpty() && !shows("is ready"));
    }

    void a_page_that_goes_away_ends_its_download() {
        hub_->slow = true;
        button(card("qwen3-0.6b"), "model_download")->click();
        QTRY_VERIFY_WITH_TIMEOUT(hub_->server.all_requests() > 1, 20000);
        page_.reset();
    }
};

QTEST_MAIN(TestModelsPage)
#include "tst_models_page.moc"
