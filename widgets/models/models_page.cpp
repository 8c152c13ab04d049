// Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/models_page.h"

#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include "common/card.h"
#include "common/message_bar.h"
#include "models/download_line.h"
#include "models/model_texts.h"

ModelsPage::ModelsPage(AppContext* context, AppSettings* settings, QWidget* parent)
    : QWidget(parent), m_context(context), m_settings(settings) {
    setObjectName(QStringLiteral("models_page"));
    m_message = new MessageBar(this);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto* content = new QWidget(scroll);
    m_column = new QVBoxLayout(content);
    m_column->setContentsMargins(16, 12, 16, 16);
    m_column->setSpacing(12);
    auto* words =
        new QLabel(tr("The language-model reranker reads its prompts with one of these models. A model that "
                      "is fetched here lies in the workspace, in the folder \u201cmodels\u201d."),
                   content);
    words->setWordWrap(true);
    m_column->addWidget(words);
    m_column->addWidget(makeOther());
    m_column->addStretch(1);
    scroll->setWidget(content);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* messageRow = new QHBoxLayout;
    messageRow->setContentsMargins(16, 10, 16, 0);
    messageRow->addWidget(m_message);
    column->addLayout(messageRow);
    column->addWidget(scroll, 1);

    connect(&m_job, &ModelDownloadJob::progress, this, [this](const QString& file, quint64 done, quint64 total) {
        if (m_line) m_line->setProgress(file, done, total);
    });
    connect(&m_job, &ModelDownloadJob::finished, this, [this](quint64 fetched) {
        ended();
        refresh();
        const auto model = wb::downloaded_model(m_download, m_context->workspace);
        if (model.usable())
            m_message->showMessage(MessageBar::Kind::info,
                                   tr("%1 is ready.").arg(QString::fromStdString(model.title)),
                                   tr("%1 were fetched.").arg(modeltexts::bytes(fetched)));
        else
            m_message->showError(QString::fromStdString(model.problem), tr("The files came as the hub has them."),
                                 QString::fromStdString(model.fix));
        Q_EMIT modelsChanged();
    });
    connect(&m_job, &ModelDownloadJob::failed, this,
            [this](const QString& what, const QString& why, const QString& fix) {
                ended();
                m_message->showError(what, why, fix);
            });
    connect(&m_job, &ModelDownloadJob::stopped, this, [this] {
        ended();
        m_message->showMessage(MessageBar::Kind::info, tr("The download was stopped."),
                               tr("What came is kept: another download goes on from there."));
    });
    refresh();
}

QWidget* ModelsPage::makeOther() {
    auto* card = new Card(tr("Another model"), this);
    auto* words = new QLabel(tr("Any model of the Qwen3 family, by its name on the hub."), card);
    words->setWordWrap(true);
    card->body()->addWidget(words);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(14);
    const auto field = [&](const char* name, const QString& text, const QString& shown) {
        auto* edit = new QLineEdit(card);
        edit->setObjectName(QString::fromLatin1(name));
        edit->setPlaceholderText(shown);
        auto* label = new QLabel(text, card);
        label->setBuddy(edit);
        form->addRow(label, edit);
        return edit;
    };
    m_repository = field("model_repository", tr("Name on the hub"), QStringLiteral("Qwen/Qwen3-4B"));
    m_hub = field("model_hub", tr("Hub of all downloads"), QString::fromStdString(wb::default_hub()));
    m_hub->setText(m_settings->value(AppSettings::Key::hub).toString());
    m_hub->setToolTip(tr("Empty: the address in HF_ENDPOINT, else the public hub."));
    card->body()->addLayout(form);
    m_fetch = new QPushButton(tr("Download"), card);
    m_fetch->setObjectName(QStringLiteral("model_fetch"));
    auto* row = new QHBoxLayout;
    row->addWidget(m_fetch);
    row->addStretch(1);
    card->body()->addLayout(row);
    const auto fetch = [this] { download(m_repository->text().trimmed()); };
    connect(m_fetch, &QPushButton::clicked, this, fetch);
    connect(m_repository, &QLineEdit::returnPressed, this, fetch);
    connect(m_repository, &QLineEdit::textChanged, this, &ModelsPage::applyState);
    connect(m_hub, &QLineEdit::editingFinished, this,
            [this] { m_settings->setValue(AppSettings::Key::hub, m_hub->text().trimmed()); });
    m_other = new DownloadLine(card);
    card->body()->addWidget(m_other);
    connect(m_other, &DownloadLine::stopRequested, this, &ModelsPage::stopDownload);
    return card;
}

void ModelsPage::ended() {
    if (m_line) m_line->end();
    m_line = nullptr;
    applyState();
}

void ModelsPage::applyState() {
    const bool free = !m_job.isActive();
    for (ModelCard* card : m_cards) card->setDownloadsAllowed(free);
    m_fetch->setEnabled(free && !m_repository->text().trimmed().isEmpty());
}

void ModelsPage::refresh() {
    std::vector<wb::LanguageModel> models;
    try {
        models = wb::language_models(m_context->workspace);
    } catch (const wb::UserError& error) {
        m_message->showError(error);
        return;
    }
    while (m_cards.size() > qsizetype(models.size())) delete m_cards.takeLast();
    while (m_cards.size() < qsizetype(models.size())) m_cards << addCard();
    for (qsizetype i = 0; i < m_cards.size(); ++i) {
        const auto& model = models[static_cast<std::size_t>(i)];
        QStringList places;
        for (const auto& place : wb::model_places(model, m_context->workspace))
            places << QString::fromStdString(place.string());
        m_cards[i]->setModel(model, places);
    }
    applyState();
}

ModelCard* ModelsPage::addCard() {
    auto* card = new ModelCard(this);
    // Behind the words, in front of the card for others and the stretch.
    m_column->insertWidget(m_column->count() - 2, card);
    connect(card, &ModelCard::downloadRequested, this,
            [this, card] { download(QString::fromStdString(card->model().name)); });
    connect(card->line(), &DownloadLine::stopRequested, this, &ModelsPage::stopDownload);
    connect(card, &ModelCard::useRequested, this,
            [this, card] { Q_EMIT useRequested(QString::fromStdString(card->model().name)); });
    return card;
}

void ModelsPage::download(const QString& name) {
    if (m_job.isActive() || name.isEmpty()) return;
    m_message->clear();
    try {
        const auto model = wb::find_language_model(name.toStdString(), m_context->workspace);
        if (model.usable()) {
            m_message->showMessage(MessageBar::Kind::info,
                                   tr("%1 is there already.").arg(QString::fromStdString(model.title)),
                                   QString::fromStdString(model.folder.string()));
            return;
        }
        m_download =
            wb::planned_download(name.toStdString(), m_hub->text().trimmed().toStdString(), m_context->workspace);
    } catch (const wb::UserError& error) {
        m_message->showError(error);
        return;
    }
    m_job.start(m_download);
    m_line = m_other;
    for (ModelCard* card : m_cards)
        if (card->model().repository == m_download.repository) m_line = card->line();
    m_line->begin();
    applyState();
}

void ModelsPage::stopDownload() {
    m_job.stop();
}

void ModelsPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (!m_job.isActive()) refresh();  // a model may have come by the command line
}
