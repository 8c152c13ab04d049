// Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/model_card.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

#include "common/colours.h"
#include "foundation/free_memory.h"
#include "models/download_line.h"
#include "models/model_texts.h"

ModelCard::ModelCard(QWidget* parent) : Card({}, parent) {
    const auto label = [this](const char* name) {
        auto* made = new QLabel(this);
        made->setObjectName(QString::fromLatin1(name));
        made->setWordWrap(true);
        made->setTextInteractionFlags(Qt::TextSelectableByMouse);
        body()->addWidget(made);
        return made;
    };
    m_state = label("model_state");
    m_facts = label("model_facts");
    m_memory = label("model_memory");
    m_folder = label("model_folder");
    m_problem = label("model_problem");
    m_line = new DownloadLine(this);
    body()->addWidget(m_line);
    auto* row = new QHBoxLayout;
    const auto button = [&](const char* name, const QString& text) {
        auto* made = new QPushButton(text, this);
        made->setObjectName(QString::fromLatin1(name));
        row->addWidget(made);
        return made;
    };
    m_use = button("model_use", tr("Use in an experiment"));
    m_download = button("model_download", tr("Download"));
    row->addStretch(1);
    body()->addLayout(row);
    connect(m_use, &QPushButton::clicked, this, &ModelCard::useRequested);
    connect(m_download, &QPushButton::clicked, this, &ModelCard::downloadRequested);
}

void ModelCard::setModel(const wb::LanguageModel& model, const QStringList& places) {
    m_model = model;
    setHeading(QString::fromStdString(model.title));
    setAccessibleName(QString::fromStdString(model.title));
    const bool usable = model.usable();
    const double millions = static_cast<double>(model.config.parameters()) / 1e6;
    m_facts->setText(usable ? tr("%1 million weights, %2 on disk, %3")
                                  .arg(QLocale().toString(millions, 'f', 1), modeltexts::bytes(model.weight_bytes),
                                       modeltexts::place(model))
                            : QString());
    QString memory = usable ? modeltexts::memory(model) : QString();
    if (const auto free = wb::available_memory(); usable && free > 0 && modeltexts::memoryNeed(model) > free)
        memory = tr("%1 That is more than the %2 that are free now.").arg(memory, modeltexts::bytes(free));
    m_memory->setText(memory);
    m_folder->setText(model.folder.empty() ? tr("Looked for in: %1").arg(places.join(QStringLiteral(", ")))
                                           : tr("Folder: %1").arg(QString::fromStdString(model.folder.string())));
    m_problem->setText(model.folder.empty() && !model.repository.empty()
                           ? tr("Download it here, or copy its folder to %1.").arg(places.first())
                           : modeltexts::problem(model));
    applyState();
}

void ModelCard::setDownloadsAllowed(bool allowed) {
    m_allowed = allowed;
    applyState();
}

void ModelCard::applyState() {
    const bool usable = m_model.usable(), missing = m_model.folder.empty();
    m_state->setText(usable ? tr("\u2713 Ready") : missing ? tr("Not on this machine") : tr("\u26a0 Cannot be used"));
    QPalette colour = palette();
    if (usable) colour.setColor(QPalette::WindowText, colours::good(palette()));
    if (!usable && !missing) colour.setColor(QPalette::WindowText, colours::error(palette()));
    m_state->setPalette(colour);
    for (QLabel* one : {m_facts, m_memory, m_folder, m_problem}) one->setVisible(!one->text().isEmpty());
    m_use->setVisible(usable);
    m_download->setVisible(!usable && !m_model.repository.empty());
    m_download->setEnabled(m_allowed);
}

void ModelCard::changeEvent(QEvent* event) {
    Card::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) applyState();
}
