"""Reference networks, each in a file of its own, some with the recipe that trains them."""

from pellucid.zoo.alexnet import AlexNet as AlexNet, CaffeNet as CaffeNet
from pellucid.zoo.autoencoders import (
    Autoencoder as Autoencoder,
    GatedAutoencoder as GatedAutoencoder,
    StackedAutoencoder as StackedAutoencoder,
)
from pellucid.zoo.beams import Beam as Beam, beam_search as beam_search
from pellucid.zoo.boltzmann import DBN as DBN, RBM as RBM
from pellucid.zoo.capsules import Capsules as Capsules
from pellucid.zoo.choosing import network_for as network_for
from pellucid.zoo.cifar import AllCNN as AllCNN, CifarQuick as CifarQuick
from pellucid.zoo.deep_boltzmann import DBM as DBM
from pellucid.zoo.generative import GAN as GAN, VAE as VAE
from pellucid.zoo.googlenet import GoogLeNet as GoogLeNet
from pellucid.zoo.languages import (
    GPT as GPT,
    CharRNN as CharRNN,
    TextClassifier as TextClassifier,
    continued as continued,
)
from pellucid.zoo.lenet import LeNet as LeNet, lenet_recipe as lenet_recipe
from pellucid.zoo.lenet5 import LeNet5 as LeNet5
from pellucid.zoo.mlp import MLP as MLP, mlp_recipe as mlp_recipe
from pellucid.zoo.mobilenet import MobileNet as MobileNet
from pellucid.zoo.predictive_sparse import PSD as PSD, ConvPSD as ConvPSD
from pellucid.zoo.quocnet import QuocNet as QuocNet, RICAStage as RICAStage
from pellucid.zoo.recipe import Recipe as Recipe
from pellucid.zoo.resnet import ResNet as ResNet, SmallResNet as SmallResNet
from pellucid.zoo.sequences import Seq2Seq as Seq2Seq, Tagger as Tagger, transcribed as transcribed
from pellucid.zoo.spike_slab import SpikeSlabRBM as SpikeSlabRBM
from pellucid.zoo.stochastic_networks import GSN as GSN
from pellucid.zoo.textures import MultiScaleFilters as MultiScaleFilters
from pellucid.zoo.unnormalized import (
    NoiseContrastive as NoiseContrastive,
    ScoreMatching as ScoreMatching,
    denoising_score_matching as denoising_score_matching,
    score_matching as score_matching,
    scores as scores,
)
from pellucid.zoo.vgg import VGG as VGG
from pellucid.zoo.vit import VisionTransformer as VisionTransformer
